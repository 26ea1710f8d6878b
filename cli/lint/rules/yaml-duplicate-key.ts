import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import { pythonKey, rubyKey } from "../../hiera/map-builder.ts";
import { lineIndex } from "../../hiera/positions.ts";
import { keyText, walk } from "../../hiera/walk.ts";
import { isMerge, real } from "../entries.ts";
import type { Rule, Target } from "../rule.ts";
import { scalarValue } from "../scalar-value.ts";

/** See `kaskctl rules yaml/duplicate-key`. */
export const rule: Rule = {
  id: "yaml/duplicate-key",
  severity: "error",
  summary: "A mapping has the same key twice.",
  why: "Both loaders keep the last value and drop the others without a word; nothing is merged. When the ENC writes the text back, the first value is gone for good.",
  bad: { target: "horizon", text: "port: 8080\nport: 8081\n" },
  good: { target: "horizon", text: "port: 8081\n" },
  source: "PyYAML, constructor.py, construct_mapping; Psych, to_ruby.rb, revive_hash",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check({ document, root, target }) {
    if (root === undefined) return;
    let lineOf: ReturnType<typeof lineIndex> | undefined;
    for (const { node, path, isKey } of walk(root)) {
      if (node.kind !== "mapping") continue;
      for (const { first, again } of duplicates(node, target)) {
        lineOf ??= lineIndex(document.text);
        const name = keyText(again.key);
        yield {
          span: again.key.span,
          path: isKey ? path : [...path, name],
          message: `The key ${JSON.stringify(name)} is already on line ${lineOf(first.key.span.start).line}; only the last value counts.`,
          help: "Remove one of the two, or join their values.",
        };
      }
    }
  },
};

interface Duplicate {
  readonly first: MappingPair;
  readonly again: MappingPair;
}

function* duplicates(mapping: MappingNode, target: Target): Iterable<Duplicate> {
  const seen = new Map<unknown, MappingPair>();
  for (const pair of mapping.pairs) {
    const identity = isMerge(pair) ? undefined : identityOf(pair.key, target);
    if (identity === undefined) continue;
    const first = seen.get(identity);
    if (first === undefined) seen.set(identity, pair);
    else yield { first, again: pair };
  }
}

/** Equal for keys that the loader takes for one; undefined for keys that it cannot compare. */
function identityOf(key: HieraNode, target: Target): unknown {
  const node = real(key);
  if (node?.kind !== "scalar") return undefined;
  const value = scalarValue(node, target);
  return target === "horizon" ? pythonKey(value) : rubyKey(value);
}
