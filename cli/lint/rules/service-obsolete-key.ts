import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import { removeEntry } from "../fixes/entry-edits.ts";
import { contentSpan } from "../fixes/quote.ts";
import type { Fix, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { type ObsoleteKey, obsoleteKeys } from "../services/obsolete-keys.ts";
import { mayHold } from "../services/service-definitions.ts";
import { asMapping, entries, valueAt } from "../values/entries.ts";

const anyObsolete = new RegExp(
  `^(?:${obsoleteKeys.map(({ path }) => (path[0].endsWith("::") ? path[0] : `${path[0]}$`)).join("|")})`,
  "u",
);

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
  fix: {
    safety: "safe",
    does: "Removes the entry with its lines; a renamed key is renamed only as an unsafe fix.",
  },

  concerns: ({ root }) => mayHold(root, anyObsolete),

  *check({ root, document }) {
    const reported = new Set<HieraNode>();
    for (const obsolete of obsoleteKeys) {
      const mapping = asMapping(valueAt(root, obsolete.path.slice(0, -1)));
      if (mapping === undefined) continue;
      for (const { name, pair } of pairsOf(mapping, obsolete)) {
        if (reported.has(pair.key)) continue;
        reported.add(pair.key);
        yield finding(obsolete, { name, mapping, pair }, document);
      }
    }
  },
};

interface Place {
  readonly name: string;
  readonly mapping: MappingNode;
  readonly pair: MappingPair;
}

function* pairsOf(mapping: MappingNode, { path }: ObsoleteKey) {
  const wanted = path.at(-1) ?? "";
  const found = entries(mapping);
  const exact = found.get(wanted);
  if (exact !== undefined) yield { name: wanted, pair: exact };
  if (!wanted.endsWith("::")) return;
  for (const [name, pair] of found) if (name.startsWith(wanted)) yield { name, pair };
}

function finding(
  obsolete: ObsoleteKey,
  { name, mapping, pair }: Place,
  { text }: RuleContext["document"],
): RuleFinding {
  const fix = fixFor(obsolete, { name, mapping, pair }, text);
  return {
    span: pair.key.span,
    path: [...obsolete.path.slice(0, -1), name],
    message: `Puppet does not read ${name}${since(obsolete)}.`,
    help: obsolete.instead,
    ...(fix === undefined ? {} : { fix }),
  };
}

function fixFor(obsolete: ObsoleteKey, { mapping, pair }: Place, text: string): Fix | undefined {
  const { renamed } = obsolete;
  if (renamed === undefined) {
    const edit = removeEntry(text, mapping, pair);
    return edit && { safety: "safe", title: "Remove the entry.", edits: [edit] };
  }
  if (pair.key.kind !== "scalar" || entries(mapping).has(renamed)) return undefined;
  const edit = { ...contentSpan(pair.key, text), text: renamed };
  return { safety: "unsafe", title: `Rename the key to ${renamed}.`, edits: [edit] };
}

function since({ removed }: ObsoleteKey): string {
  return removed === undefined ? " any more" : ` since ${removed}`;
}
