import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Loaded } from "../../../cli/hiera/load-fault.ts";
import { sameValue } from "../../../cli/hiera/plain.ts";
import {
  HieraFloat,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "../../../cli/hiera/value.ts";
import { applyFixes } from "../../../cli/lint/apply-fixes.ts";
import type { Finding, Target } from "../../../cli/lint/rule.ts";
import { lint } from "./lint-support.ts";
import { loadSource, loadText, scalarOf, scalarSource } from "./scalar-sources.ts";

const anyTarget = fc.constantFrom("tree", "horizon");

/** The findings of one rule in a text. */
function of(id: string, text: string, target: Target): readonly Finding[] {
  return lint(text, target).filter(({ rule }) => rule === id);
}

/** What a loaded scalar may be to a rule: its value, and how it is written. */
interface Case {
  readonly value: HieraValue;
  readonly text: string;
  readonly isPlain: boolean;
}

const isNumber = (value: HieraValue) =>
  typeof value === "number" || typeof value === "bigint" || value instanceof HieraFloat;

/** As everybody reads digits, with JavaScript's help. */
function isAsItLooks({ value, text }: Case): boolean {
  const number = value instanceof HieraFloat ? value.value : Number(value);
  if (!Number.isFinite(number)) return true;
  if (/^[-+]?0[^.]/u.test(text) && !text.includes(".")) return false;
  return Number(text) === number;
}

/** When a rule must speak of a value, in other words than the rule's. */
const rulesAboutValues: readonly (readonly [id: string, speaks: (found: Case) => boolean])[] = [
  [
    "yaml/truthy",
    ({ value, text }) => typeof value === "boolean" && !["true", "false"].includes(text),
  ],
  ["yaml/implicit-number", (found) => isNumber(found.value) && !isAsItLooks(found)],
  [
    "yaml/float-version",
    ({ value, text, isPlain }) =>
      value instanceof HieraFloat && isPlain && /^[-+]?\d*\.\d+0$/u.test(text),
  ],
  ["yaml/psych-symbol", ({ value }) => value instanceof HieraSymbol],
];

describe("a rule speaks of a value exactly when the loaders read what nobody sees", () => {
  test.each(rulesAboutValues)("%s", (id, speaks) => {
    fc.assert(
      fc.property(scalarSource, anyTarget, (source, target) => {
        const loaded = loadSource(source, target);
        const { tag, text, style } = scalarOf(source);
        fc.pre(loaded.ok && tag === undefined && !isTiny(loaded.value));
        const found = of(id, `k: ${source}\n`, target);
        const value = (loaded as Loaded & { ok: true }).value;
        expect(found.length === 1).toBe(speaks({ value, text, isPlain: style === "plain" }));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Ruby writes it with an exponent, and the rule about digits looks away. */
function isTiny(value: HieraValue): boolean {
  return value instanceof HieraFloat && value.value !== 0 && Math.abs(value.value) < 1e-4;
}

test("a key is spoken of exactly when the loaders read it as no text", () => {
  fc.assert(
    fc.property(scalarSource, anyTarget, (source, target) => {
      const loaded = loadSource(source, target);
      const { tag, text } = scalarOf(source);
      fc.pre(loaded.ok && tag === undefined && text !== "<<");
      const { value } = loaded as Loaded & { ok: true };
      const isOther = value === null || typeof value === "boolean" || isNumber(value);
      const found = of("yaml/non-string-key", `k:\n  ? ${source}\n  : 1\n`, target);
      expect(found.length === 1).toBe(isOther);
    }),
    { numRuns: 1000 },
  );
});

test("a safe fix of a value keeps what Puppet gets, or makes the String that stands there", () => {
  fc.assert(
    fc.property(scalarSource, anyTarget, (source, target) => {
      const text = `k: ${source}\n`;
      const node = scalarOf(source);
      for (const finding of lint(text, target)) {
        if (finding.fix?.safety !== "safe") continue;
        const fixed = applyFixes(text, [finding], { allow: "safe" }).text;
        const after = valueIn(fixed, target);
        const before = valueIn(text, target);
        const isQuoted = /quotes/u.test(finding.fix.title);
        const isAddress = finding.rule === "yaml/psych-symbol" && target === "horizon";
        if (isQuoted) expect(after).toBe(node.text);
        else if (isAddress) expect(after).toMatch(/^0:[0:]*(?:[0-9a-f]+:?)+$/iu);
        else expect(sameValue(after, before)).toBe(true);
        expect(of(finding.rule, fixed, target)).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});

function valueIn(text: string, target: Target): HieraValue {
  const loaded = loadText(text, target);
  const value = loaded.ok ? (loaded.value as ReadonlyMap<string, HieraValue>).get("k") : undefined;
  return value ?? null;
}

test("a date is refused until its fix has put it in quotes", () => {
  const text = "k: 2024-01-01\n";
  expect(loadSource("2024-01-01", "horizon")).toMatchObject({ value: expect.any(HieraTimestamp) });
  const fixed = applyFixes(text, lint(text), { allow: "safe" }).text;
  expect(fixed).toBe("k: '2024-01-01'\n");
  expect(valueIn(fixed, "horizon")).toBe("2024-01-01");
});
