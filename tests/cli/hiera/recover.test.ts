import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { lineIndex } from "../../../cli/hiera/positions.ts";

/** The lines on which a text has problems. */
function problemLines(text: string): number[] {
  const at = lineIndex(text);
  return parseHiera(text).problems.map(({ span }) => at(span.start).line);
}

/** Broken texts with the lines of all their mistakes. */
const broken: readonly (readonly [text: string, lines: readonly number[]])[] = [
  ["a: %{x}\nb: 1\nc: @y\n", [1, 3]],
  ["a: 'x\nb: 1\nc: 'y'\nd: 2\n", [3]],
  ["a: [1, 2\nb: 3\nc: %x\n", [2, 3]],
  ["a: [%{x}, 1]\nb: 1\n", [1]],
  ["a:\n  b: 1\n c: 2\n  d: 3\ne: %x\n", [3, 5]],
  ["cert: |\n    line1\n  line2: foo\n  line3\nnext: 1\n", [3]],
  ["a:\n  b: %{x}\n  c: @y\n", [2, 3]],
  ["a:\n  - name: %{x}\n    value: @z\n  - name: @y\n    value: 2\nb: 1\nc: b: d\n", [2, 3, 4, 7]],
  ["a:\n- name: %{x}\n- name: @y\nb: 1\n", [2, 3]],
  ["a: 1\nkey:value\nkey2:value2\nb: 2\n", [2, 3]],
  ["key:value\nb: 2\n", [2]],
  ["a:\n\tb: 1\n\tc: 2\nd: 3\n", [2]],
  ["a: {\n  b: %{x},\n  c: 1\n}\nd: @x\n", [2, 5]],
  ["a: {\n  b: %{x},\nc: 1\n}\nd: 2\n", [2]],
  ['a: it\'s "x" y: z\nb: "a"b"\nc: \'it\'s\'\nd: 1\n', [1, 2, 3]],
  ['a: "\\q"\nb: "\\z"\nc: 1\n', [1, 2]],
  [" a: 1\nb: 2\nc: 3\n", [2]],
  ["a: b\n  c: 1\n  d: 2\ne: 1\n", [2]],
  ["a: 1\n- b\n- c\nd: 2\n", [2]],
  ["a: |x\n  k: v\nb: >y\n  k: v\n", [1, 3]],
  ["a: 'x\nb: 1\nc: 2\n", [1]],
  ["a: 'x\n---\nb: 1\nc: @\n", [1, 4]],
  ["- a: %x\n- b: @y\n- c\n", [1, 2]],
  ["a: ]\nb: 1\n", [1]],
  ["a: &\nb: *\nc: !<x\nd: 1\n", [1, 2, 3]],
  ["a: 1\n  b: 2\nc:\n   d: 1\n  e: 2\nf: 1\n", [2, 5]],
  ["a: x\u0001\n", [1]],
];

/** Entries without a mistake, which a mistake before them must not touch. */
const sound = [
  "k: v\n",
  "k: 'it''s # no comment'\n",
  'k: "a: b\n  c: d"\n',
  "k:\n- a\n- b: c\n  d: e\n",
  "k:\n  - - a\n    - b\n",
  "k: |\n  x: y: z\n  %{x}\n\n  'x\n",
  "k: >-\n  @x: [\n",
  "k: {a: b,\n c: [d, 'e']}\n",
  "k: [a,\n]\n",
  "# k: [\n",
  "k:\n",
  "k:\n  a:\n    b: '%{x}'\n",
  "k::x: ::1\n",
  "? k\n: v\n",
  "k: &a !!str v\n",
];

/** Entries with one mistake each, and the line of it. */
const wrong: readonly (readonly [text: string, line: number])[] = [
  ["w: %{x}\n", 1],
  ["w: @x\n", 1],
  ["w: `x`\n", 1],
  ["w: x: y\n", 1],
  ["w:\n  a: b\n  c: %{x}\n  d: e\n", 3],
  ["w:\n  a:\n\tb: c\n", 3],
  ["w: 'it's'\n", 1],
  ['w: "say "x""\n', 1],
  ['w: "\\d"\n', 1],
  ["w: | x\n  y\n", 1],
  ["w: - x\n", 1],
  ["w:\n   a: b\n  c: d\n", 3],
  ["w:\n  a: b\n   c: d\n", 3],
  ["w:\n  - a\n  b: c\n", 3],
  ["w: {a: @b}\n", 1],
  ["w: [a}\n", 1],
  ["w: a]\nw:x\n", 2],
  ["w: *\n", 1],
];

describe("after a mistake", () => {
  test.each(broken)("goes on to the next independent one in %j", (text, lines) => {
    expect(problemLines(text)).toEqual(lines);
  });

  test("reports every mistake among sound entries, and nothing else", () => {
    const entry = fc.oneof(
      fc.constantFrom(...sound).map((text) => [text, 0] as const),
      fc.constantFrom(...wrong),
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 9 }), (entries) => {
        // A key before all, so that a first line without a colon is a mistake by itself.
        let text = "first: 1\n";
        const expected: number[] = [];
        for (const [part, line] of entries) {
          if (line > 0) expected.push(text.split("\n").length - 1 + line);
          text += part;
        }
        expect({ text, lines: problemLines(text) }).toEqual({ text, lines: expected });
      }),
      { numRuns: 3_000, seed: 61 },
    );
  });

  test("stops after twenty", () => {
    expect(problemLines("a: @x\n".repeat(30))).toHaveLength(20);
    expect(problemLines("a: @x\n".repeat(1_000_000))).toHaveLength(20);
  });

  test.each([
    ["a: 'it's'\n", "closed already: write ' inside of '…' twice"],
    ['a: "say "hi""\n', 'closed already: write " inside of "…" as'],
    ["a: 'x\nb: 'y'\n", "a closing quote is missing in a line above"],
    ["a: [%{x}]\n", 'a value cannot start with "%"'],
    ["a: 1\n\tb: 2\n", "a tab cannot indent"],
  ])("says of %j what to write instead", (text, message) => {
    expect(parseHiera(text).problems[0]?.message).toContain(message);
  });
});
