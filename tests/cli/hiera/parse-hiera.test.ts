import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HieraNode } from "../../../cli/hiera/document.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { lineIndex } from "../../../cli/hiera/positions.ts";
import { walk } from "../../../cli/hiera/walk.ts";

function textOf(text: string, node: HieraNode | undefined): string {
  return node === undefined ? "nothing" : text.slice(node.span.start, node.span.end);
}

/** The value at a path of keys and list indexes. */
function nodeAt(root: HieraNode | undefined, path: readonly (string | number)[]) {
  const nodes = root === undefined ? [] : [...walk(root)];
  return nodes.find((each) => !each.isKey && each.path.join("\0") === path.join("\0"))?.node;
}

const sample = `# top
a: 'one two' # c
b:
- &x "q\\n"
-   - deep
- {k: [1, 2], l: }
c: |
  first
  second

d: !!str 12
e: *x
? [complex]
: last
`;

describe("parseHiera", () => {
  test.each([
    [["a"], "'one two'"],
    [["b"], '- &x "q\\n"\n-   - deep\n- {k: [1, 2], l: }'],
    [["b", 0], '&x "q\\n"'],
    [["b", 1, 0], "deep"],
    [["b", 2], "{k: [1, 2], l: }"],
    [["b", 2, "k"], "[1, 2]"],
    [["b", 2, "l"], ""],
    [["c"], "|\n  first\n  second"],
    [["d"], "!!str 12"],
    [["e"], "*x"],
  ])("knows where %j stands", (path, expected) => {
    const root = parseHiera(sample).roots[0];
    expect(textOf(sample, nodeAt(root, path))).toBe(expected);
  });

  test("knows where keys stand", () => {
    const keys = [...walk(parseHiera(sample).roots[0] as HieraNode)].filter(({ isKey }) => isKey);
    expect(keys.map(({ node }) => textOf(sample, node))).toEqual([
      "a",
      "b",
      "k",
      "l",
      "c",
      "d",
      "e",
      "[complex]",
      "complex",
    ]);
  });

  test.each([
    ["a:\n\tb: 1\n", "a tab cannot indent: use spaces", "\t"],
    ["a: 1\nkey:value\nb: 2\n", 'a space is missing after the colon of "key:"', "key:value"],
    ["v: %{x}\n", 'a value cannot start with "%": quote it, as in \'%{lookup("key")}\'', "%"],
    ["v: @x\n", 'a value cannot start with "@", which YAML reserves: quote it', "@"],
    ["v: `x`\n", 'a value cannot start with "`", which YAML reserves: quote it', "`"],
    [
      "a: b: c\n",
      "a second colon with a space behind it on one line: quote the value, or put it on the next line",
      ":",
    ],
    ["a: 'x\n", "the quote opened here has no closing quote", "'"],
    ["a: [1, 2\n", 'the bracket opened here is not closed: "]" is missing', "["],
    [
      "a: x\u0001\n",
      "the character U+0001 is not allowed in YAML: remove it, or write it as an escape in double quotes",
      "\u0001",
    ],
  ])("says what is wrong with %j", (text, message, place) => {
    const document = parseHiera(text);
    expect(document.problems.map((problem) => problem.message)).toEqual([message]);
    expect(document.problems.map(({ span }) => text.slice(span.start, span.end))).toEqual([place]);
  });

  test.each([
    ["from the first line on", "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", ["<<<<<<< HEAD"]],
    [
      "in a mapping",
      "x:\n  b: 1\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 2\n>>>>>>> x\n",
      ["<<<<<<< HEAD"],
    ],
    ["with an end alone", "b: 1\n>>>>>>> topic\n", [">>>>>>> topic"]],
    ["with a middle alone", "b: 1\r\n=======\r\nc: 1\r\n", ["======="]],
    [
      "twice",
      "b: 1\n<<<<<<< a\nc: 1\n=======\n>>>>>>> b\nd: 1\n<<<<<<< c\ne: 1\n=======\n>>>>>>> d\n",
      ["<<<<<<< a", "<<<<<<< c"],
    ],
  ])("calls a merge conflict by its name, once: %s", (_, text, places) => {
    const { problems } = parseHiera(text);
    expect(problems.map(({ span }) => text.slice(span.start, span.end))).toEqual(places);
    for (const { message } of problems) expect(message).toMatch(/^a merge conflict is left here/);
  });

  test("knows a mistake behind a merge conflict from the conflict", () => {
    const text = "<<<<<<< a\nb: 1\n=======\nb: 2\n>>>>>>> b\nc: 1\nd: @x\n";
    expect(parseHiera(text).problems.map(({ span }) => text[span.start])).toEqual(["<", "@"]);
  });

  test("says where the bracket opened that something else cannot stand in", () => {
    expect(parseHiera("x: [a,\n  b\ny: 1\n").problems[0]?.message).toBe(
      'expected "," or "]" of the bracket opened at 1:4, but found ":"',
    );
  });

  test("knows the comments, and what only looks like one", () => {
    const text =
      "# top\r\na: 'b # c' # d\n  #e\nf: x#y\ng: | # h\n  # in\n # out\ni: [1, # j\n 2]\n--- # k\n#";
    const { comments } = parseHiera(text);
    expect(comments.map((comment) => [comment.text, comment.isOwnLine])).toEqual([
      [" top", true],
      [" d", false],
      ["e", true],
      [" h", false],
      [" out", true],
      [" j", false],
      [" k", false],
      ["", true],
    ]);
    for (const { span, text: behind } of comments) {
      expect(text.slice(span.start, span.end)).toBe(`#${behind}`);
    }
  });

  test("keeps what came before a mistake", () => {
    const { roots } = parseHiera("a: 1\nb: [2\nc: 3\n");
    expect(nodeAt(roots[0], ["a"])).toMatchObject({ text: "1" });
    expect(nodeAt(roots[0], ["b", 0])).toMatchObject({ kind: "scalar" });
  });

  test.each([
    ["values", "a: 1\n".repeat(1_300_000), "the text holds too many values to be read"],
    ["comments", "#\n".repeat(1_100_000), "the text holds too many comments to be read"],
    [
      "brackets",
      "[".repeat(1_000_000),
      "nested more than 900 levels deep, which no loader can follow",
    ],
    [
      "levels",
      "- ".repeat(1_000_000),
      "nested more than 900 levels deep, which no loader can follow",
    ],
  ])("refuses more %s than fit into memory", (_what, text, message) => {
    expect(parseHiera(text).problems.map((problem) => problem.message)).toEqual([message]);
  });

  test("notes a million tabs as one problem, and as many signs a hundred times", () => {
    expect(parseHiera(`a:${"\t".repeat(1_000_000)}1`).refusedByPyyaml).toHaveLength(1);
    expect(parseHiera(`[${"a?".repeat(500_000)}]`).refusedByPyyaml).toHaveLength(100);
  });

  test("never throws, and keeps every span within the text and its parent", () => {
    const pieces = [..."ab:-?[]{},'\"|>&*!%@`#~ \t\n\r\0\u2028\ufeff\ud800😀", "\n  ", ": ", "- "];
    const texts = fc
      .array(fc.constantFrom(...pieces), { maxLength: 30 })
      .map((list) => list.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const { roots, problems } = parseHiera(text);
        for (const root of roots) {
          for (const { node } of walk(root)) expectNested(node, text.length);
        }
        expect(problems.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 5_000, seed: 51 },
    );
  });
});

function expectNested(node: HieraNode, length: number): void {
  const { start, end } = node.span;
  expect(start >= 0 && start <= end && end <= length).toBe(true);
  const children = node.kind === "sequence" ? node.items : [];
  const pairs = node.kind === "mapping" ? node.pairs : [];
  for (const child of [...children, ...pairs.flatMap(({ key, value }) => [key, value])]) {
    expect(child.span.start >= start).toBe(true);
  }
}

describe("what a text becomes by its aliases and merge keys", () => {
  const growing = (count: number) =>
    `a0: &a0 {k: 1}\n${Array.from({ length: count }, (_, n) => `a${n + 1}: &a${n + 1} {<<: *a${n}, n${n}: 1}\n`).join("")}`;

  test.each([
    ["140 mappings that each grow the one before", growing(140), 0],
    ["2,000 of them", growing(2000), 1],
    [
      "merges of two of the same, 40 times",
      `a0: &a0 {x: 1}\n${Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}]}\n`).join("")}`,
      1,
    ],
    ["a mapping that merges itself", "a: &a {<<: [*a, *a]}\n", 0],
  ])("is too much for %s: %#", (_, text, problems) => {
    const { refusedByPyyaml, refusedByPsych } = parseHiera(text);
    expect(refusedByPyyaml.length).toBe(problems);
    expect(refusedByPsych).toEqual(refusedByPyyaml);
  });

  test("is too deep for PyYAML where each list holds the one before", () => {
    const chain = (count: number) =>
      `k0: &x0 []\n${Array.from({ length: count }, (_, n) => `k${n + 1}: &x${n + 1} [*x${n}]\n`).join("")}`;
    expect(parseHiera(chain(300)).refusedByPyyaml).toEqual([]);
    const { refusedByPyyaml, refusedByPsych } = parseHiera(chain(5000));
    expect(refusedByPyyaml.map(({ message }) => message)).toEqual([
      "nested more than 320 levels deep with its aliases, which the ENC cannot store",
    ]);
    expect(refusedByPsych).toEqual([]);
  });
});

describe("lineIndex", () => {
  test("counts lines and columns from 1 across every kind of line break", () => {
    const at = lineIndex("ab\ncd\r\n\re");
    expect([0, 2, 3, 7, 8, 99].map(at)).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 2 },
    ]);
  });
});
