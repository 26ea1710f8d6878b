import { expandPathOf, expandPathPlace } from "../lookups/expand-path-levels.ts";
import type { KeyFact, Rule, TextFacts } from "../rule.ts";

/** See `kaskctl rules hiera/unreachable-file`. */
export const rule: Rule = {
  id: "hiera/unreachable-file",
  severity: "error",
  summary: "A key stands in a file where Hiera does not look for it.",
  why: "In the folders for all hosts and for a site, Wikimedia's Hiera looks for `a::b::c` only in `a/b.yaml`. In any other file the key is never found, and Puppet goes on to the next level without a word.",
  bad: {
    target: "tree",
    file: "hieradata/common/profile/gerrit.yaml",
    text: "profile::gerrit::host: gerrit.example.org\nprofile::gerrit::migration::data_dir: /srv/gerrit\n",
  },
  good: {
    target: "tree",
    file: "hieradata/common/profile/gerrit.yaml",
    text: "profile::gerrit::host: gerrit.example.org\n",
    beside: {
      "hieradata/common/profile/gerrit/migration.yaml":
        "profile::gerrit::migration::data_dir: /srv/gerrit\n",
    },
  },
  source: "operations-puppet, modules/wmflib/lib/puppet/functions/wmflib/expand_path.rb",
  since: "0.1.0",
  targets: ["tree"],
  needs: ["texts"],

  *checkTogether({ texts }) {
    for (const { level, keys } of levelsOf(texts)) {
      const lost = keys.filter(({ isFound }) => !isFound);
      // Where most keys stand elsewhere, the tree is read in another way.
      if (lost.length * 2 > keys.length) continue;
      for (const { file, key } of lost) {
        const inside = expandPathOf(key.name);
        yield {
          file,
          span: key.span,
          path: [key.name],
          message: `Hiera looks for ${key.name} only in ${level}${inside === "" ? "" : `/${inside}`}.yaml.`,
          help: "Move it there.",
        };
      }
    }
  },
};

interface PlacedKey {
  readonly file: string;
  readonly key: KeyFact;
  readonly isFound: boolean;
}

interface Level {
  readonly level: string;
  readonly keys: PlacedKey[];
}

function levelsOf(texts: readonly TextFacts[]): Iterable<Level> {
  const levels = new Map<string, Level>();
  for (const { file, treePath, keys } of texts) {
    const place = expandPathPlace(treePath);
    if (place === undefined) continue;
    const level = levels.get(place.level) ?? { level: place.level, keys: [] };
    levels.set(place.level, level);
    for (const key of keys) {
      level.keys.push({ file, key, isFound: expandPathOf(key.name) === place.inside });
    }
  }
  return levels.values();
}
