import type { HieraNode } from "../../hiera/document.ts";
import { asMapping, entries, valueAt } from "../entries.ts";
import { type ObsoleteKey, obsoleteKeys } from "../obsolete-keys.ts";
import type { Rule } from "../rule.ts";

/** See `kaskctl rules service/obsolete-key`. */
export const rule: Rule = {
  id: "service/obsolete-key",
  severity: "warning",
  summary: "A key is set that Puppet no longer reads.",
  why: "Puppet ignores a key that no class asks for, without a word. Whoever reads the text believes in a setting that has no effect.",
  bad: {
    target: "horizon",
    text: "profile::docker::engine::settings: {}\nprofile::docker::engine::version: 1.12.6-0~debian-jessie\n",
  },
  good: { target: "horizon", text: "profile::docker::engine::settings: {}\n" },
  source: "operations-puppet, modules/profile/manifests/docker/engine.pp",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check({ root }) {
    const reported = new Set<HieraNode>();
    for (const obsolete of obsoleteKeys) {
      for (const { key, name } of keysOf(root, obsolete)) {
        if (reported.has(key)) continue;
        reported.add(key);
        yield {
          span: key.span,
          path: [...obsolete.path.slice(0, -1), name],
          message: `Puppet does not read ${name}${since(obsolete)}.`,
          help: obsolete.instead,
        };
      }
    }
  },
};

function keysOf(root: HieraNode | undefined, { path }: ObsoleteKey) {
  const mapping = asMapping(valueAt(root, path.slice(0, -1)));
  const wanted = path.at(-1) ?? "";
  if (mapping === undefined) return [];
  return [...entries(mapping)]
    .filter(([name]) => (wanted.endsWith("::") ? name.startsWith(wanted) : name === wanted))
    .map(([name, { key }]) => ({ name, key }));
}

function since({ removed }: ObsoleteKey): string {
  return removed === undefined ? " any more" : ` since ${removed}`;
}
