import fc from "fast-check";
import { expect, test } from "vitest";
import { toPlain } from "../../../cli/hiera/plain.ts";
import { fixText } from "../../../cli/lint/fixes/fix-text.ts";
import type { Finding, Target } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { loadText, scalarSource } from "./scalar-sources.ts";

const targets = ["tree", "horizon"] as const satisfies readonly Target[];

/** Rules whose safe fixes write what was plainly meant in place of what the loaders made of it. */
const menders = [
  "yaml/implicit-number",
  "yaml/non-string-key",
  "yaml/psych-symbol",
  "yaml/float-version",
  "hiera/interpolation-syntax",
  "hiera/legacy-fact",
];

const name = fc.constantFrom("a", "profile::a::b", "version", "'quoted'", "on", "8080", "a:b");
const comment = fc.constantFrom("", " # note", "  ", "\t");
const scalar = fc.oneof(
  scalarSource,
  fc.constantFrom(
    "",
    "&x",
    "&y 1",
    "'%{::fqdn}'",
    '"%{lookup(a)} x"',
    "|\n    b \n    c",
    "'d\n\n    e'",
  ),
);
const item = fc.oneof({ weight: 5, arbitrary: scalarSource }, fc.constant("&x"));
const flow = fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`);
const hash = fc
  .array(fc.tuple(name, scalarSource), { maxLength: 3 })
  .map((pairs) => `{${pairs.map(([key, value]) => `${key}: ${value}`).join(", ")}}`);
const list = fc
  .array(scalar, { minLength: 1, maxLength: 3 })
  .map((items) => items.map((item) => `\n  - ${item}`).join(""));
const nested = fc
  .array(fc.tuple(name, scalar), { minLength: 1, maxLength: 3 })
  .map((pairs) => pairs.map(([key, value]) => `\n  ${key}: ${value}`).join(""));
const entry = fc.tuple(name, fc.oneof(scalar, flow, hash, list, nested), comment);

const text = fc
  .tuple(
    fc.constantFrom("", "\uFEFF"),
    fc.array(entry, { minLength: 1, maxLength: 5 }),
    fc.constantFrom("\n", "\r\n"),
    fc.constantFrom("", "---\n", "# top\n"),
  )
  .map(([mark, entries, newline, top]) => {
    const lines = entries.map(([key, value, after]) => {
      const isBlock = value.includes("\n");
      return `${key}:${isBlock && value.startsWith("\n") ? "" : " "}${value}${isBlock ? "" : after}\n`;
    });
    return `${mark}${top}${lines.join("")}`.replaceAll("\n", newline);
  });

/** The ways to what differs; keys that differ count as their hash. */
function* differences(one: unknown, other: unknown, path: readonly string[]): Iterable<string[]> {
  if (isCollection(one) && isCollection(other) && sameKeys(one, other)) {
    for (const key of Object.keys(one)) {
      yield* differences(Reflect.get(one, key), Reflect.get(other, key), [...path, key]);
    }
  } else if (isCollection(one) || !Object.is(one, other)) {
    yield [...path];
  }
}

function isCollection(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function sameKeys(one: object, other: object): boolean {
  return (
    Array.isArray(one) === Array.isArray(other) &&
    JSON.stringify(Object.keys(one)) === JSON.stringify(Object.keys(other))
  );
}

function isAt({ path, rule }: Finding, place: readonly string[]): boolean {
  return menders.includes(rule) && place.every((step, index) => String(path[index]) === step);
}

test("safe fixes keep what Puppet gets, but for what they say that they mend", () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...targets), (source, target) => {
      const options = { text: source, file: "x.yaml", target, rules, profile: "strict" } as const;
      const { text: fixed, applied } = fixText(options, "safe");
      const [before, after] = [loadText(source, target), loadText(fixed, target)];
      if (!before.ok) return;
      expect(after.ok).toBe(true);
      const found = differences(toPlain(before.value), after.ok && toPlain(after.value), []);
      for (const place of found) {
        expect(applied.some((finding) => isAt(finding, place))).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
});

test("safe fixes keep a text's byte order mark and line breaks, unless these are the finding", () => {
  const others = rules.filter(({ id }) => id !== "yaml/whitespace");
  fc.assert(
    fc.property(text, fc.constantFrom(...targets), (source, target) => {
      const options = { text: source, file: "x.yaml", target, rules: others } as const;
      const { text: fixed } = fixText(options, "safe");
      expect(fixed.startsWith("\uFEFF")).toBe(source.startsWith("\uFEFF"));
      const isCrlf = source.includes("\r\n");
      expect(fixed.replaceAll("\r\n", "").includes("\n")).toBe(!isCrlf && fixed.includes("\n"));
    }),
    { numRuns: 400 },
  );
});
