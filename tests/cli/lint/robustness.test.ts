import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { throughHorizon } from "../../../cli/hiera/horizon-pipeline.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { loadAsPsych } from "../../../cli/hiera/psych-load.ts";
import { lint } from "./lint-support.ts";

const levels = 10_000;
const megabyte = 1_000_000;

describe("a text can hold anything", () => {
  test.each([
    ["lists in a line", "[".repeat(levels)],
    ["closed lists in a line", `a: ${"[".repeat(levels)}${"]".repeat(levels)}`],
    ["mappings in a line", `${"{a: ".repeat(levels)}x${"}".repeat(levels)}`],
    ["lists in blocks", `${"- ".repeat(levels)}x`],
    ["keys of keys", `${"? ".repeat(levels)}x`],
  ])("%s, 10,000 levels deep, are refused by each loader once", (_, text) => {
    const refused = lint(text, "horizon").map(({ rule }) => rule);
    expect(new Set(refused)).toEqual(new Set(["yaml/syntax"]));
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(lint(text, "tree").map(({ rule }) => rule)).toEqual(["yaml/syntax"]);
  });

  test.each([
    ["plain", `a: ${"x".repeat(megabyte)}\n`],
    ["quoted", `a: '${"x ".repeat(megabyte / 2)}'\n`],
    ["full of blanks", `a: 'x${" ".repeat(megabyte)}x' \n`],
    ["full of tabs", `a: 'x${"\t ".repeat(megabyte / 20)}x'\n`],
    ["in quotes and like a number", `a: '${"1,".repeat(megabyte / 2)}'\n`],
  ])("a line of a megabyte, %s, is linted", (_, text) => {
    expect(lint(text, "tree")).toEqual([]);
    expect(lint(text, "horizon").map(({ rule }) => rule)).toEqual(["hiera/horizon-size"]);
  });

  test("merges of merges, and mappings that merge themselves, come to an end", () => {
    const chain = Array.from({ length: 2000 }, (_, n) => `a${n + 1}: &a${n + 1}\n  <<: *a${n}\n`);
    expect(lint(`a0: &a0 {k: 1}\n${chain.join("")}b: *a2000\n`, "tree")).toEqual([]);
    for (const text of ["a: &a {<<: [*a, *a], b: *a}\n", "&a [*a]\n", "a: &a\n  ? *a\n  : x\n"]) {
      expect(lint(text)).not.toEqual([]);
    }
  });

  const chain = (count: number, line: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n + 1)).join("");

  test.each([
    [
      "2,000 mappings that each merge the one before",
      `a0: &a0 {k: 1}\n${chain(2000, (n) => `a${n}: &a${n} {<<: *a${n - 1}, n${n}: 1}\n`)}`,
      "tree",
    ],
    [
      "merges inside the mapping that merges the last of them",
      `m:\n  k0: &x0 {k: 1}\n${chain(5000, (n) => `  k${n}: &x${n} {<<: *x${n - 1}}\n`)}  <<: *x5000\n`,
      "horizon",
    ],
    [
      "lists that each hold the one before, the last one first",
      `k0: &x0 []\n${chain(5000, (n) => `k${n}: &x${n} [*x${n - 1}]\n`)}<<: {a: *x5000}\n`,
      "horizon",
    ],
    ["a line of colons above a mistake", `${"a:".repeat(megabyte / 4)}x y\n b: 1\n`, "tree"],
    ["a row of tabs", `a: 1${"\t".repeat(megabyte / 10)}\n`, "horizon"],
  ] as const)("%s are one finding, soon", (_, text, target) => {
    expect(lint(text, target).map(({ rule }) => rule)).toEqual(["yaml/syntax"]);
  });

  test("a list may have more items than a call has arguments", () => {
    expect(lint(`a: [${"1,".repeat(130_000)}]\n`, "tree")).toEqual([]);
  });

  test("a config that several services share is told once", () => {
    const text = `profile::docker::runner::service_defs:
  mediawiki-services-kask: &kask {port: 8080, image_name: mediawiki-services-kask, config: {listen_prot: 8080}}
  other: *kask
`;
    expect(lint(text, "tree").filter(({ rule }) => rule === "service/kask-config")).toHaveLength(1);
  });

  test("a config that holds itself is no endless tree", () => {
    const text = `profile::docker::runner::service_defs:
  mediawiki-services-kask: &kask
    port: 8080
    config: &config {cassandra: *config, tls: *kask}
`;
    expect(lint(text).map(({ rule }) => rule)).toContain("service/kask-config");
  });

  test("whatever it is, lint gives findings with places inside it", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom("horizon", "tree"), (text, target) => {
        const lines = text.split(/\r\n|\r|\n/u);
        for (const { line, column, endLine } of lint(text, target)) {
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1);
          expect(endLine).toBeGreaterThanOrEqual(line);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const bytes = fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw));

/** Binary garbage, Unicode, and texts of nothing but YAML's own signs. */
const anyText = fc.oneof(
  bytes.map((raw) => raw.toString("utf8")),
  bytes.map((raw) => raw.toString("latin1")),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc
    .array(fc.constantFrom(..."abx01:-?,[]{}&*!|>'\"%@#~<=. \n\t".split(""), "\n  ", ": "), {
      maxLength: 60,
    })
    .map((signs) => signs.join("")),
);

const scalars = [
  "x",
  "::1",
  "':8080'",
  '": x"',
  "':x '",
  "2024-01-01",
  "'2024-01-01'",
  "'2024-1-1'",
  "2024-1-1",
  "2024-01-01 10:00:00",
  "'2024-01-01T1:00:00 +0000'",
  "!!set {a}",
  "!!omap [a: 1]",
  "!!binary aGk=",
  "!ruby/sym x",
  "!ruby/regexp /x/",
  "!!python/tuple [1]",
  "!!str 2024-01-01",
  "!!timestamp 2024-01-01",
  "!!int x",
  "! 2024-01-01",
  "!mine x",
  "22:22",
  "1,234",
  "=",
  "<<",
  "yes",
  "|\n    :x",
  ">-\n    2024-1-1",
  "''",
  "~",
  "-2024-01-01",
  "2024-99-99",
  "{? [a] : b}",
];

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...scalars),
      fc.constantFrom(...scalars).map((scalar) => `\n    - ${scalar.replaceAll("\n", "\n  ")}`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((values) => values.map((value, index) => `k${index}: ${value}\n`).join(""));

describe("the linter and the loaders agree", () => {
  /** The rules that say why a loader refuses a text. */
  const refusing = [
    "yaml/anchors",
    "yaml/disallowed-class",
    "yaml/document-shape",
    "yaml/horizon-alias",
    "yaml/psych-symbol",
    "yaml/syntax",
  ];
  const errors = (source: string, target: "horizon" | "tree") =>
    lint(source, target).filter(
      ({ severity, rule }) => severity === "error" && refusing.includes(rule),
    );

  test("a text has an error exactly when Horizon's way to Puppet fails", () => {
    fc.assert(
      fc.property(text, (source) => {
        expect(errors(source, "horizon").length === 0).toBe(throughHorizon(source).ok);
      }),
      { numRuns: 500 },
    );
  });

  test("a text of a tree has an error exactly when Puppet's loader fails or makes a Symbol", () => {
    fc.assert(
      fc.property(text, (source) => {
        const strict = loadAsPsych(parseHiera(source), { symbols: false, aliases: true });
        expect(errors(source, "tree").length === 0).toBe(strict.ok);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["a list", "a: &x [1]\nb: *x\n", false],
    ["an empty mapping", "a: &x {}\nb: *x\n", false],
    ["a scalar", "a: &x 1\nb: *x\n", true],
    ["a merge of scalars", "a: &x {n: 1}\nb: {<<: *x}\n", true],
    ["a merge with a list inside", "a: &x {n: [1]}\nb: {<<: *x}\n", false],
    ["a merge whose list is overridden", "a: &x {n: [1]}\nb: {<<: *x, n: 2}\n", true],
    ["a merge of several", "a: &x {n: [1]}\nb: &y {m: 1}\nc: {<<: [*y, *x]}\n", false],
    ["a list in a list", "a: [&x [1], *x]\n", false],
    ["an alias in a set", "a: &x 1\nb: !!set {*x : }\n", false],
  ])("%s that is shared", (_, source, ok) => {
    expect(throughHorizon(source).ok).toBe(ok);
    expect(errors(source, "horizon").length === 0).toBe(ok);
  });
});
