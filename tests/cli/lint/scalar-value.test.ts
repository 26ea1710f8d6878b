import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted } from "../../../cli/lint/fixes/quote.ts";
import { loadScalar, mayBeMoreThanText, staysText } from "../../../cli/lint/values/scalar-value.ts";
import { loadSource, scalarOf, scalarSource } from "./scalar-sources.ts";

const target = fc.constantFrom("tree", "horizon");

test("a scalar alone is loaded as it is in a text", () => {
  fc.assert(
    fc.property(scalarSource, target, (source, from) => {
      const loaded = loadScalar(scalarOf(source), from);
      const wanted = loadSource(source, from);
      expect(loaded.ok).toBe(wanted.ok);
      if (wanted.ok) expect(loaded).toEqual(wanted);
    }),
    { numRuns: 2000 },
  );
});

test("what the first question calls harmless, both loaders read as the text that stands there", () => {
  fc.assert(
    fc.property(scalarSource, target, (source, from) => {
      const node = scalarOf(source);
      fc.pre(node.tag === undefined && !mayBeMoreThanText(node.text));
      expect(loadSource(source, from)).toEqual({ ok: true, value: node.text });
    }),
  );
});

test("a text stays one exactly when it comes back in quotes", () => {
  fc.assert(
    fc.property(scalarSource, target, (source, from) => {
      const { text } = scalarOf(source);
      const back = loadSource(quoted(text), from);
      expect(staysText(text, from)).toBe(back.ok && back.value === text);
    }),
    { numRuns: 1000 },
  );
});
