import { catalogue } from "../../signatures/catalogue.ts";
import type { Signature, Signatures } from "../../signatures/signatures.ts";
import { everyKey } from "../lookups/every-key.ts";
import { classesOfRoles } from "../lookups/role-classes.ts";
import type { Rule, TogetherContext } from "../rule.ts";

const shown = {
  target: "horizon",
  host: { project: "sessions", roles: ["role::sessions"] },
  manifests: {
    "modules/role/manifests/sessions.pp": "class role::sessions { include profile::sessions }\n",
    "modules/profile/manifests/sessions.pp":
      "class profile::sessions (String $rack = lookup('profile::sessions::rack'), Integer $port) { }\n",
  },
  beside: { "hieradata/cloud.yaml": "profile::sessions::port: 8081\n" },
} as const;

/** See `kaskctl rules puppet/missing-required`. */
export const rule: Rule = {
  id: "puppet/missing-required",
  severity: "error",
  summary: "A role brings a class whose parameter has no default and no value.",
  why: "The host gets no catalog: Puppet stops at the first parameter that nobody gives a value.",
  bad: { ...shown, text: "{}\n" },
  good: { ...shown, text: "profile::sessions::rack: rack1\n" },
  source:
    "puppet, lib/puppet/parser/resource.rb; operations-puppet, modules/profile/manifests/cassandra.pp",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code", "host"],

  *checkTogether(context) {
    const {
      texts,
      host: { roles, project },
      signatures,
    } = context;
    const text = texts.find(({ target }) => target === "horizon");
    if (roles === undefined || text === undefined) return;
    const isSet = setKeys(context);
    const hasLowerLevels = texts.some(({ target }) => target === "tree");
    const where = hasLowerLevels ? "nothing sets it" : "this text does not set it";
    const help = hasLowerLevels ? helpInTree : helpAlone(project);
    const isLeft = hasLowerLevels ? () => false : leftToLowerLevels(signatures);
    for (const name of classesOfRoles(roles, signatures)) {
      const found = signatures.classes.get(name);
      if (found === undefined || isLeft(name)) continue;
      for (const key of requiredKeys(found).filter((required) => !isSet(required))) {
        yield {
          file: text.file,
          span: { start: 0, end: 0 },
          message: `The roles of the host bring ${name}, which needs ${key}, and ${where}.`,
          help: help(key, name),
        };
      }
    }
  },
};

/**
 * Says of a class whether all that it needs is set for every host of Wikimedia's cloud: what the roles of
 * the catalogue bring, but not by the catalogue itself.
 * @see operations-puppet, hieradata/cloud.yaml
 */
function leftToLowerLevels(signatures: Signatures): (className: string) => boolean {
  const roles = [...catalogue.classes.keys()].filter((name) => name.startsWith("role::"));
  const left = classesOfRoles(roles, signatures);
  const own = classesOfRoles(roles, catalogue);
  return (name) => left.has(name) && !(own.has(name) && catalogue.classes.has(name));
}

function helpInTree(key: string): string {
  return `Add the key ${key}.`;
}

/** What the levels below the ENC set is known for the catalogue's classes, and in some projects. */
function helpAlone(project: string | undefined) {
  return (key: string, className: string): string => {
    if (project === undefined) {
      return `Add the key ${key}, or name an instance with --host: its project may set it for all.`;
    }
    if (catalogue.classes.has(className)) return `Add the key ${key}.`;
    return `Add the key ${key}; where a level below the ENC sets it, lint that tree, too.`;
  };
}

/**
 * Keys that the levels below the ENC set for every host of a project.
 *
 * @see operations-puppet, hieradata/cloud/eqiad1/deployment-prep/common.yaml; hieradata/cloud.yaml
 */
const setBelow: Readonly<Record<string, readonly string[]>> = {
  "deployment-prep": [
    "profile::cassandra::allow_analytics",
    "profile::cassandra::instances",
    "profile::cassandra::rack",
    "profile::cassandra::settings",
  ],
};

function setKeys({ texts, host: { project = "", knownKeys = [] } }: TogetherContext) {
  const set = new Set([...(setBelow[project] ?? []), ...knownKeys]);
  for (const { key } of everyKey(texts)) set.add(key.name);
  return (name: string) => set.has(name);
}

/** The keys that a class cannot do without: of parameters without a default, or with a lookup that has none. */
function requiredKeys({ name, parameters }: Signature): readonly string[] {
  return [...parameters.values()].flatMap((parameter) => {
    if (parameter.default === undefined) return [`${name}::${parameter.name}`];
    return /^(?:lookup|hiera)\(\s*['"]([\w:]+)['"]\s*\)$/u.exec(parameter.default)?.[1] ?? [];
  });
}
