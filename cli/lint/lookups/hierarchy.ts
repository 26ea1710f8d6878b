/**
 * Levels of Wikimedia's hierarchies that follow each other for one host, the higher one first: what
 * matches `file` in a path inside `hieradata/` has the levels `below`, with its groups in `$<…>`.
 *
 * What a host or a role has between two levels that are not listed together depends on the host.
 * @see operations-puppet, hieradata/role/common/puppetserver.yaml, profile::puppetserver::hierarchy;
 *   hieradata/cloud.yaml, the same key
 */
const chains: readonly { readonly file: RegExp; readonly below: readonly string[] }[] = [
  { file: /^role\/(?!common\/|env\/)\w+\/(?<role>.+)$/u, below: ["role/common/$<role>"] },
  {
    file: /^(?:codfw|drmrs|eqiad|eqsin|esams|magru|ulsfo)\/(?<rest>.+)$/u,
    below: ["common/$<rest>"],
  },
  {
    file: /^cloud\/(?<dc>\w+)\/(?<project>[^/]+)\/hosts\/[^/]+$/u,
    below: ["cloud/$<dc>/$<project>/common.yaml", "cloud/$<dc>.yaml", "cloud.yaml"],
  },
  {
    file: /^cloud\/(?<dc>\w+)\/[^/]+\/common\.yaml$/u,
    below: ["cloud/$<dc>.yaml", "cloud.yaml"],
  },
  { file: /^cloud\/\w+\.yaml$/u, below: ["cloud.yaml"] },
];

/** The files of a tree that Hiera asks next for the same host, in its order; empty where that is not certain. */
export function levelsBelow(file: string): readonly string[] {
  const [, root = "", inside = ""] = /^((?:.*\/)?hieradata\/)(.+)$/u.exec(file) ?? [];
  const chain = chains.find((each) => each.file.test(inside));
  return (chain?.below ?? []).map((below) => root + inside.replace(chain?.file ?? "", below));
}

/**
 * The project and the prefix whose text a file of the ENC's git export holds; the whole project's
 * prefix, `_`, is "", with which every host's name begins.
 *
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py
 */
export function exportedPrefix(
  file: string,
): { readonly project: string; readonly prefix: string } | undefined {
  const [, project, name] = /^(.*)\/([^/]+)\.yaml$/u.exec(file) ?? [];
  if (project === undefined || name === undefined) return undefined;
  return { project, prefix: name === "_" ? "" : name };
}
