import { pathOfKey } from "../lookups/every-key.ts";
import { exportedPrefix, levelsBelow } from "../lookups/hierarchy.ts";
import type { KeyFact, Rule, TextFacts, TextFinding } from "../rule.ts";

/** See `kaskctl rules hiera/override`. */
export const rule: Rule = {
  id: "hiera/override",
  severity: "info",
  summary: "A key says again what the next lower level says, or hides what a shorter prefix says.",
  why: "A value that is written twice is changed once. And the ENC never merges a list or a hash of two prefixes: the longer prefix's one replaces the other as a whole.",
  bad: {
    target: "tree",
    file: "hieradata/eqiad/profile/kask.yaml",
    text: "profile::kask::port: 8081\nprofile::kask::dc: eqiad\n",
    beside: { "hieradata/common/profile/kask.yaml": "profile::kask::port: 8081\n" },
  },
  good: {
    target: "tree",
    file: "hieradata/eqiad/profile/kask.yaml",
    text: "profile::kask::dc: eqiad\n",
    beside: { "hieradata/common/profile/kask.yaml": "profile::kask::port: 8081\n" },
  },
  source:
    "operations-puppet, modules/openstack/files/puppet/master/encapi/puppet-enc.py, get_node_config; hieradata/role/common/puppetserver.yaml",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["texts"],
  fix: { safety: "unsafe", does: "Removes the key that says nothing new." },

  *checkTogether({ texts }) {
    yield* repeated(texts.filter(({ target }) => target === "tree"));
    for (const prefixes of byProject(texts).values()) {
      for (const longer of prefixes) yield* hidden(longer, prefixes);
    }
  },
};

function* repeated(texts: readonly TextFacts[]): Iterable<TextFinding> {
  const byPath = new Map(texts.map((text) => [text.treePath, text]));
  const keysOf = keysByName();
  for (const { file, treePath, keys } of texts) {
    const below = levelsBelow(treePath).flatMap((name) => byPath.get(name) ?? []);
    if (below.length === 0) continue;
    for (const key of keys) {
      const next = below.find((text) => keysOf(text).has(key.name));
      if (next === undefined || keysOf(next).get(key.name)?.digest !== key.digest) continue;
      yield { file, ...sameAgain(key, next.treePath, keys.length > 1) };
    }
  }
}

/** Many files have the same levels below them. */
function keysByName() {
  const known = new Map<TextFacts, ReadonlyMap<string, KeyFact>>();
  return (text: TextFacts): ReadonlyMap<string, KeyFact> => {
    const found = known.get(text) ?? new Map(text.keys.map((key) => [key.name, key]));
    known.set(text, found);
    return found;
  };
}

function sameAgain(key: KeyFact, lower: string, hasOthers: boolean) {
  const fix = {
    safety: "unsafe",
    title: "Remove the key.",
    edits: [{ ...(key.lines ?? key.span), text: "" }],
  } as const;
  return {
    span: key.span,
    path: pathOfKey(key),
    message: `The key ${key.name} has the same value in ${lower}.`,
    help: "Remove it here, unless it is to stay when the other changes.",
    // A text without a key would be one that Hiera warns of.
    ...(key.lines !== undefined && hasOthers ? { fix } : {}),
  };
}

interface PrefixText {
  readonly prefix: string;
  readonly text: TextFacts;
}

/** Texts that are named as in the ENC's git export, where the ENC may give several to one host. */
function byProject(texts: readonly TextFacts[]): ReadonlyMap<string, readonly PrefixText[]> {
  const projects = new Map<string, PrefixText[]>();
  for (const text of texts) {
    const place = text.target === "horizon" ? exportedPrefix(text.treePath) : undefined;
    if (place === undefined) continue;
    const project = projects.get(place.project);
    if (project === undefined) projects.set(place.project, [{ prefix: place.prefix, text }]);
    else project.push({ prefix: place.prefix, text });
  }
  return projects;
}

function* hidden(longer: PrefixText, prefixes: readonly PrefixText[]): Iterable<TextFinding> {
  const { file, keys } = longer.text;
  // The longest of them is the one whose value a host would get.
  const shorter = prefixes
    .filter(({ prefix }) => prefix !== longer.prefix && longer.prefix.startsWith(prefix))
    .sort((one, other) => other.prefix.length - one.prefix.length)
    .map(({ text }) => ({ file: text.file, names: collectionsOf(text) }));
  for (const key of keys.filter(isCollection)) {
    const found = shorter.find(({ names }) => names.has(key.name));
    if (found === undefined) continue;
    yield {
      file,
      span: key.span,
      path: [key.name],
      severity: "warning",
      message: `This replaces the whole ${key.name} of ${found.file}, and is not merged with it.`,
      help: "Repeat here what is needed of it, or keep the key in one of the two.",
    };
  }
}

function collectionsOf({ keys }: TextFacts): ReadonlySet<string> {
  return new Set(keys.filter(isCollection).map(({ name }) => name));
}

function isCollection({ shape }: KeyFact): boolean {
  return shape === "array" || shape === "hash";
}
