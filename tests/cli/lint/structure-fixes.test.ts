import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { toPlain } from "../../../cli/hiera/plain.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import type { HieraValue } from "../../../cli/hiera/value.ts";
import { fixText } from "../../../cli/lint/fixes/fix-text.ts";
import { lintText } from "../../../cli/lint/lint.ts";
import type { FixSafety, Target } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { loadText } from "./scalar-sources.ts";

/** One rule, and the one that says whether a text can be loaded, without which no fix is made. */
const asked = (id: string) => rules.filter((rule) => rule.id === id || rule.id === "yaml/syntax");

/** A text with every fix of one rule made. */
function fixed(id: string, text: string, target: Target, allow: FixSafety): string {
  const options = { text, file: "x.yaml", target, rules: asked(id), profile: "strict" } as const;
  return fixText(options, allow).text;
}

function count(id: string, text: string, target: Target): number {
  const options = { text, file: "x.yaml", target, rules: asked(id), profile: "strict" } as const;
  return lintText(options).filter(({ rule }) => rule === id).length;
}

/** Plain data, equal for equal values in whatever order of keys. */
function plainPyyaml(text: string): unknown {
  const loaded = loadAsPyyaml(parseHiera(text));
  return loaded.ok ? toPlain(loaded.value as HieraValue) : loaded.message;
}

const scalars = ["x", "1", "'1'", "1.10", "-7", "''", "a b", "http://a:80/b", "'a, b'", "~", "no"];
const writtenScalar = fc.constantFrom(...scalars);

/** An anchored list or mapping that may hold, or merge, what is anchored before it. */
const entry = fc.record({
  isList: fc.boolean(),
  values: fc.array(writtenScalar, { maxLength: 3 }),
  aliases: fc.array(fc.nat(5), { maxLength: 1 }),
  merges: fc.array(fc.nat(5), { maxLength: 1 }),
  isBlock: fc.boolean(),
});

type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never;

const sharingText = fc
  .array(entry, { minLength: 2, maxLength: 5 })
  .map((entries) => entries.map((one, index) => entryText(one, index, entries)).join(""));

function entryText(one: Entry, index: number, entries: readonly Entry[]): string {
  const before = entries.slice(0, index);
  const aliases = before.length === 0 ? [] : one.aliases.map((at) => `*a${at % index}`);
  const items = [...one.values, ...aliases];
  const maps = before.flatMap(({ isList }, at) => (isList ? [] : [`<<: *a${at}`]));
  const merges = maps.length === 0 ? [] : one.merges.map((at) => maps[at % maps.length]);
  const pairs = [...merges, ...items.map((item, at) => `m${at}: ${item}`)];
  const parts = one.isList ? items : pairs;
  const [open, close] = one.isList ? "[]" : "{}";
  if (!one.isBlock || parts.length === 0) {
    return `k${index}: &a${index} ${open}${parts.join(", ")}${close}\n`;
  }
  const lines = parts.map((part) => `  ${one.isList ? "- " : ""}${part}\n`);
  return `k${index}: &a${index}\n${lines.join("")}`;
}

test("an alias that is written out keeps what PyYAML loads, and nothing is shared any more", () => {
  fc.assert(
    fc.property(sharingText, (text) => {
      const after = fixed("yaml/horizon-alias", text, "horizon", "unsafe");
      expect(plainPyyaml(after)).toEqual(plainPyyaml(text));
      expect(count("yaml/horizon-alias", after, "horizon")).toBe(0);
    }),
    { numRuns: 150 },
  );
});

test("a bomb of aliases is not written out", () => {
  const lines = Array.from(
    { length: 12 },
    (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]\n`,
  );
  const text = `a0: &a0 [x]\n${lines.join("")}`;
  expect(fixed("yaml/horizon-alias", text, "horizon", "unsafe").length).toBeLessThan(100_000);
});

const key = fc.constantFrom("a", "b", "on", "true", "'a'");
const value = fc.constantFrom(
  "x",
  "'x'",
  "1",
  "[1, {y: z}]",
  "\n    - 1\n    - y: z",
  "|\n    text",
);

const repeatingText = fc
  .array(fc.tuple(key, value, fc.constantFrom("", "\n", " # note", "\n  # note")), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pairs) => {
    const lines = pairs.map(([name, text, after]) =>
      text.startsWith("|") || text.startsWith("\n")
        ? `  ${name}: ${text}\n`
        : `  ${name}: ${text}${after}\n`,
    );
    return `k:\n${lines.join("")}`;
  });

const repeatingFlow = fc
  .array(fc.tuple(key, fc.constantFrom("x", "1", "[1, 2]")), { minLength: 1, maxLength: 5 })
  .map((pairs) => `k: {${pairs.map((pair) => pair.join(": ")).join(", ")}}\n`);

test("removing what comes again keeps what Puppet gets, and leaves each key once", () => {
  fc.assert(
    fc.property(
      fc.oneof(repeatingText, repeatingFlow),
      fc.constantFrom("tree", "horizon"),
      (text, target) => {
        const after = fixed("yaml/duplicate-key", text, target, "unsafe");
        const [before, now] = [loadText(text, target), loadText(after, target)];
        expect(now.ok && toPlain(now.value)).toEqual(before.ok && toPlain(before.value));
        expect(count("yaml/duplicate-key", after, target)).toBe(0);
        // Puppet's hashes have an order, and what is rendered from them, too.
        const safe = loadText(fixed("yaml/duplicate-key", text, target, "safe"), target);
        expect(JSON.stringify(safe.ok && toPlain(safe.value))).toBe(
          JSON.stringify(before.ok && toPlain(before.value)),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

const blanks = fc.constantFrom(" ", "  ", "\t", "\xA0", "\r\n", "\n", "");
const blankText = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "a: 1",
        "a: x # c",
        "# c",
        "a: 'x",
        "  y'",
        "a: |",
        "  x",
        'a: "x\\',
        '  y"',
        "a: >-",
        "",
      ),
      blanks,
      fc.constantFrom("\n", "\r\n", "\n", ""),
    ),
    { maxLength: 6 },
  )
  .map((lines) => lines.map((line) => line.join("")).join(""));

test("a safe fix of blanks changes no value", () => {
  fc.assert(
    fc.property(blankText, (text) => {
      fc.pre(parseHiera(text).refusedByPsych.length === 0);
      const safe = fixed("yaml/whitespace", text, "tree", "safe");
      const [before, now] = [loadText(text, "tree"), loadText(safe, "tree")];
      expect(now.ok && toPlain(now.value)).toEqual(before.ok && toPlain(before.value));
    }),
    { numRuns: 1000 },
  );
});

test("a blank behind which Psych reads no further is no safe fix", () => {
  const text = " a: 1\n\xA0\n  x\n";
  expect(fixed("yaml/whitespace", text, "tree", "safe")).toBe(text);
});

test("a key is not told to take a name that another one has", () => {
  const text = "profile::a:b: 1\nprofile::a::b: 2\n";
  const options = {
    text,
    file: "x.yaml",
    target: "tree",
    rules: asked("hiera/key-syntax"),
  } as const;
  expect(lintText(options)).toMatchObject([
    { help: "profile::a::b is set, too: remove one of the two." },
  ]);
});

test.each(["::c: 1\n", '"::1": 1\n', ":9341: 1\n", "a: ::beef\n", "a: ::dead:beef\n"])(
  "what may be a name is never mended as an address: %j",
  (text) => expect(fixed("yaml/psych-symbol", text, "horizon", "unsafe")).toBe(text),
);
