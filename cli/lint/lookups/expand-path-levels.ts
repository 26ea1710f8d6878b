/**
 * Levels of Wikimedia's hierarchy that `wmflib::expand_path` reads, as folders of `hieradata/`: there a
 * key `a::b::c` is sought in `a/b.yaml` alone, and a key without `::` in the file beside the folder.
 *
 * @see operations-puppet, hieradata/role/common/puppetserver.yaml and role/env/dev/puppetserver/dev.yaml,
 *   profile::puppetserver::hierarchy; modules/wmflib/lib/puppet/functions/wmflib/expand_path.rb
 */
export const expandPathLevels: ReadonlySet<string> = new Set([
  "common",
  "dev",
  "codfw",
  "drmrs",
  "eqiad",
  "eqsin",
  "esams",
  "magru",
  "ulsfo",
]);

/** Where a file stands in such a level. */
export interface ExpandPathPlace {
  /** The folder of the level, with everything before it. */
  readonly level: string;
  /** Inside of the level, without `.yaml`. */
  readonly inside: string;
}

const placePattern = /^(?<level>(?:.*\/)?hieradata\/(?<name>[a-z]+))\/(?<inside>.+)\.yaml$/u;

/** Undefined for a file outside of these levels. */
export function expandPathPlace(file: string): ExpandPathPlace | undefined {
  const { level, name, inside } = placePattern.exec(file)?.groups ?? {};
  if (level === undefined || name === undefined || inside === undefined) return undefined;
  return expandPathLevels.has(name) ? { level, inside } : undefined;
}

/** The file inside of a level where a key is sought, without `.yaml`; empty for the one beside it. */
export function expandPathOf(key: string): string {
  return key.replace(/^::/u, "").split("::").slice(0, -1).join("/");
}
