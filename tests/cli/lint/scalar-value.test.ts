import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScalarNode } from "../../../cli/hiera/document.ts";
import type { Loaded } from "../../../cli/hiera/load-fault.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { loadAsPsych } from "../../../cli/hiera/psych-load.ts";
import { dumpAsPyyaml } from "../../../cli/hiera/pyyaml-dump.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { HieraTimestamp, type HieraValue } from "../../../cli/hiera/value.ts";
import { quoted } from "../../../cli/lint/quote.ts";
import type { Target } from "../../../cli/lint/rule.ts";
import { loadScalar, mayBeMoreThanText, staysText } from "../../../cli/lint/scalar-value.ts";
import { scalarSource } from "./scalar-sources.ts";

/** What the loaders make of a whole text with nothing but the scalar in a list. */
function loadWhole(source: string, target: Target): Loaded {
  const document = parseHiera(`- ${source}\n`);
  if (target === "tree") return first(loadAsPsych(document, { symbols: true, aliases: true }));
  const stored = loadAsPyyaml(document);
  const [value] = stored.ok ? (stored.value as readonly HieraValue[]) : [];
  if (!stored.ok || value instanceof HieraTimestamp) return first(stored);
  const dumped = parseHiera(dumpAsPyyaml(stored.value));
  return first(loadAsPsych(dumped, { symbols: true, aliases: false }));
}

function first(loaded: Loaded): Loaded {
  return loaded.ok
    ? { ok: true, value: (loaded.value as readonly HieraValue[])[0] ?? null }
    : loaded;
}

function scalarOf(source: string): ScalarNode {
  const [root] = parseHiera(`- ${source}\n`).roots;
  return (root?.kind === "sequence" ? root.items[0] : undefined) as ScalarNode;
}

test("a scalar alone is loaded as it is in a text", () => {
  fc.assert(
    fc.property(scalarSource, fc.constantFrom("tree", "horizon"), (source, target) => {
      const loaded = loadScalar(scalarOf(source), target);
      const wanted = loadWhole(source, target);
      expect(loaded.ok).toBe(wanted.ok);
      if (wanted.ok) expect(loaded).toEqual(wanted);
    }),
    { numRuns: 2000 },
  );
});

test("what the first question calls harmless, both loaders read as the text that stands there", () => {
  fc.assert(
    fc.property(scalarSource, (source) => {
      const node = scalarOf(source);
      fc.pre(node.tag === undefined && !mayBeMoreThanText(node.text));
      for (const target of ["tree", "horizon"] as const) {
        expect(loadWhole(source, target)).toEqual({ ok: true, value: node.text });
      }
    }),
  );
});

test("a text stays one exactly when it comes back in quotes", () => {
  fc.assert(
    fc.property(scalarSource, fc.constantFrom("tree", "horizon"), (source, target) => {
      const { text } = scalarOf(source);
      const back = loadWhole(quoted(text), target);
      expect(staysText(text, target)).toBe(back.ok && back.value === text);
    }),
    { numRuns: 1000 },
  );
});
