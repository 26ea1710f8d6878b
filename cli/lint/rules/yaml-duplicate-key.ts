import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import { pythonKey, rubyKey } from "../../hiera/map-builder.ts";
import { lineIndex } from "../../hiera/positions.ts";
import { keyText } from "../../hiera/walk.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { removeEntry } from "../fixes/entry-edits.ts";
import type { Edit, Fix, Rule, RuleContext, RuleFinding, Target } from "../rule.ts";
import { isMerge, real } from "../values/entries.ts";
import { sameNode } from "../values/same-node.ts";
import { loadScalar, mayBeMoreThanText } from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/duplicate-key`. */
export const rule: Rule = {
  id: "yaml/duplicate-key",
  severity: "error",
  summary: "A mapping has the same key twice.",
  why: "Both loaders keep the last value and drop the others without a word; nothing is merged. When the ENC writes the text back, the first value is gone for good.",
  bad: { target: "horizon", text: "port: 8081\nport: 8081\n" },
  good: { target: "horizon", text: "port: 8081\n" },
  source: "PyYAML, constructor.py, construct_mapping; Psych, to_ruby.rb, revive_hash",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Removes one of the two where both have the same value; the entry above, and only with --fix-unsafe, where they differ.",
  },
  yamllint: ["key-duplicates"],

  *check(context) {
    const lineOf = lazyLines(context.document.text);
    for (const visit of context.survey.mappings) {
      if (visit.node.pairs.length < 2) continue;
      for (const duplicate of duplicates(visit.node, context.target)) {
        yield finding(visit, duplicate, context, lineOf);
      }
    }
  },
};

interface Duplicate {
  /** The entry before it with the same key. */
  readonly before: MappingPair;
  readonly again: MappingPair;
}

function duplicates(mapping: MappingNode, target: Target): readonly Duplicate[] {
  const found: Duplicate[] = [];
  const seen = new Map<unknown, MappingPair>();
  for (const pair of mapping.pairs) {
    const identity = isMerge(pair) ? undefined : identityOf(pair.key, target);
    if (identity === undefined) continue;
    const before = seen.get(identity);
    if (before !== undefined) found.push({ before, again: pair });
    seen.set(identity, pair);
  }
  return found;
}

/** Equal for keys that the loader takes for one; undefined for keys that it cannot compare. */
function identityOf(key: HieraNode, target: Target): unknown {
  const node = real(key);
  if (node?.kind !== "scalar") return undefined;
  if (node.tag === undefined && !mayBeMoreThanText(node.text)) return node.text;
  const loaded = loadScalar(node, target);
  if (!loaded.ok || typeof loaded.value === "string") return node.text;
  return target === "horizon" ? pythonKey(loaded.value) : rubyKey(loaded.value);
}

function finding(
  visit: Visit<MappingNode>,
  { before, again }: Duplicate,
  { document, target }: RuleContext,
  lineOf: (offset: number) => number,
): RuleFinding {
  const name = keyText(again.key);
  const path = pathOf(visit);
  // Of 1 and true, which are one key to Python, the first one stays.
  const isOneKey = sameNode(before.key, again.key, target);
  const isSame = sameNode(before.value, again.value, target);
  // The place of a key in a hash is that of the first, the value that of the last.
  const idle = isSame ? again : before;
  const edit = isOneKey ? removeEntry(document.text, visit.node, idle) : undefined;
  return {
    span: again.key.span,
    related: [before.key.span],
    path: visit.isKey ? path : [...path, name],
    message: `${sameKey(name, keyText(before.key), target)} on line ${lineOf(before.key.span.start)}${isSame ? ", with the same value" : "; only the last value counts"}.`,
    help: "Remove one of the two, or join their values.",
    ...(edit === undefined ? {} : { fix: removal(edit, isSame) }),
  };
}

/** Two keys may be one to the loader, and no reader sees it: `1` and `true` in Python. */
function sameKey(name: string, before: string, target: Target): string {
  if (name === before) return `The key ${JSON.stringify(name)} is already`;
  const loader = target === "horizon" ? "PyYAML" : "Puppet's loader";
  return `${loader} takes ${JSON.stringify(name)} for the key ${JSON.stringify(before)}`;
}

function removal(edit: Edit, isSame: boolean): Fix {
  return isSame
    ? { safety: "safe", title: "Remove the second entry.", edits: [edit] }
    : { safety: "unsafe", title: "Remove the entry above.", edits: [edit] };
}

/** Lines are counted only for a text with a finding. */
function lazyLines(text: string): (offset: number) => number {
  let positionOf: ReturnType<typeof lineIndex> | undefined;
  return (offset) => {
    positionOf ??= lineIndex(text);
    return positionOf(offset).line;
  };
}
