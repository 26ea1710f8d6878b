import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lookupKeysOfText } from "../../../cli/signatures/lookup-keys.ts";
import { scanManifest } from "../../../cli/signatures/scan-manifest.ts";

const manifests = readFileSync(new URL("manifests.txt", import.meta.url), "utf8");

function parametersOf(manifest: string): readonly object[] {
  const { classes } = scanManifest(manifest, "m.pp", new Set());
  return [...(classes[0]?.parameters.values() ?? [])];
}

describe("scanManifest", () => {
  test.each([
    ["white space", "Variant[\n  String ,\n\tInteger\n]", "Variant[String, Integer]"],
    ["comments", "Array[ # some\n  String # more ]\n]", "Array[String]"],
    ["strings", "Enum['a  b', \"c # d\"  , 'e']", "Enum['a  b', \"c # d\", 'e']"],
    ["regular expressions", "Pattern[/a  #b/,  /\\/ c  ]/ ]", "Pattern[/a  #b/, /\\/ c  ]/]"],
    ["no white space", "Hash[String,Integer[1,2]]", "Hash[String,Integer[1,2]]"],
  ])("folds a type with %s", (_what, written, folded) => {
    expect(parametersOf(`class a (${written} $x) {}`)).toEqual([{ name: "x", type: folded }]);
  });

  test("keeps 200 characters of a default", () => {
    const text = "x".repeat(300);
    expect(parametersOf(`class a ($x = '${text}') {}`)).toEqual([
      { name: "x", default: `'${text.slice(0, 199)}` },
    ]);
  });

  test("reads what the comment right above says of parameters, and no other comment", () => {
    const manifest = `# @param x no: a blank line comes after

# Text.
# @param y is for
#   more words
#
#   of it
# @param [String] z the
# not a part of it
class a ($x, $y, $z, $w) {
  # @param w no
}`;
    expect(parametersOf(manifest)).toEqual([
      { name: "x" },
      { name: "y", doc: "is for more words of it" },
      { name: "z", doc: "the" },
      { name: "w" },
    ]);
  });

  test.each([
    ["brackets", `class a ($x = ${"[".repeat(100_000)}`, /`\[` is never closed/],
    ["braces in the body", `class a ${"{".repeat(100_000)}`, /`\{` is never closed/],
    ["strings", `class a { $x = ${'"${'.repeat(100_000)}`, /nested too deeply/],
    [
      "heredocs without an end",
      `class a { ${"@(E)".repeat(1000)}\n${"E x".repeat(100_000)}`,
      /the heredoc E is never closed/,
    ],
    ["backslashes", `class a { $x = '${"\\".repeat(1_000_001)}'`, /a string is never closed/],
    ["lookups", `class a { ${"lookup({ ".repeat(50_000)}`, /never closed/],
  ])("gives up in bounded time on very many %s", (_what, manifest, reason) => {
    const { fault } = scanManifest(manifest, "m.pp", new Set());
    expect(fault?.reason).toMatch(reason);
  });

  test("survives any mutation of a manifest", () => {
    fc.assert(
      fc.property(
        fc.nat(manifests.length),
        fc.nat(40),
        fc.constantFrom(
          "",
          "'",
          '"',
          "${",
          "}",
          "(",
          "]",
          "@(",
          "/",
          "#",
          "\0",
          "class ",
          "\u{1f600}",
        ),
        (at, dropped, added) => {
          const text = manifests.slice(0, at) + added + manifests.slice(at + dropped);
          const { classes, fault } = scanManifest(text, "m.pp", new Set());
          expect(classes.every(({ line }) => line <= text.split("\n").length)).toBe(true);
          expect(fault === undefined || fault.reason.length > 0).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("lookupKeysOfText", () => {
  test.each([
    ["<%= lookup('a::b') %>", ["a::b"]],
    ['<%= scope().call_function(:lookup, "a::b") %>', ["a::b"]],
    ["<%= scope.call_function('hiera', ['a::b', 'default']) %>", ["a::b"]],
    ["<%= scope.function_hiera_array(['a::b']) %>", ["a::b"]],
    ["call_function('lookup', 'a', 'String')", ["a"]],
    ["lookup(name)", []],
    ['hiera("a::#{b}")', ["a::*"]],
    ['lookup("a::$b")', ["a::*"]],
    ['lookup(["a::$b", "c"])', ["a::*", "c"]],
    ['lookup("$a::b")', []],
    ["my_lookup('a') lookups('b') nslookup 'c'", []],
  ])("finds in %s", (text, expected) => {
    const keys = new Set<string>();
    lookupKeysOfText(text, keys);
    expect([...keys]).toEqual(expected);
  });
});
