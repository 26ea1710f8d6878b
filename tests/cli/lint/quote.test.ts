import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScalarNode } from "../../../cli/hiera/document.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { loadAsPsych } from "../../../cli/hiera/psych-load.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { contentSpan, quoted, quoteFix } from "../../../cli/lint/fixes/quote.ts";

test.each([
  ["yes", "'yes'"],
  ["it's", "'it''s'"],
  ["Zürich – 山", "'Zürich – 山'"],
  ["two\nlines", '"two\\nlines"'],
  ["no\xA0break", '"no\\u00a0break"'],
  ["", "''"],
])("%j is quoted as %s", (text, wanted) => {
  expect(quoted(text)).toBe(wanted);
});

test("whatever the text, both loaders read the quoted one as that text, as a key, in a list and in a block", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom(..."ab:#'\" \n\\,[]{}&*!|>%@-?~".split("")) }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const document = parseHiera(`${quoted(text)}: [${quoted(text)}]\n`);
      const psych = loadAsPsych(document, { symbols: false, aliases: false });
      const pyyaml = loadAsPyyaml(document);
      for (const loaded of [psych, pyyaml]) {
        expect(loaded).toEqual({ ok: true, value: new Map([[text, [text]]]) });
      }
    }),
  );
});

describe("the fix leaves what stands before a value", () => {
  test.each([
    ["a: yes # b\n", "a: 'yes' # b\n"],
    ["a: &x yes\nb: *x\n", "a: &x 'yes'\nb: *x\n"],
    ["a: &x # no & no !\n  yes\n", "a: &x # no & no !\n  'yes'\n"],
    ["a: !t &x yes\n", "a: !t &x 'yes'\n"],
    ["a: one\n  two\n", "a: 'one two'\n"],
    ["a: >-\n  one\n  two\n\nb: 1\n", "a: 'one two'\n\nb: 1\n"],
  ])("%j", (text, wanted) => {
    const root = parseHiera(text).roots[0];
    const node = (root?.kind === "mapping" ? root.pairs[0]?.value : undefined) as ScalarNode;
    const { edits } = quoteFix(node, text);
    const { start, end } = contentSpan(node, text);
    expect([edits[0]?.start, edits.at(-1)?.end]).toEqual([start, end]);
    const source = text.slice(start, end);
    const inner = edits.length === 2 ? edits.map((edit) => edit.text).join(source) : edits[0]?.text;
    expect(text.slice(0, start) + inner + text.slice(end)).toBe(wanted);
  });

  test("and does not write again what only needs quotes, which may be a secret", () => {
    const text = "password: 012345\n";
    const root = parseHiera(text).roots[0];
    const node = (root?.kind === "mapping" ? root.pairs[0]?.value : undefined) as ScalarNode;
    expect(quoteFix(node, text).edits).toEqual([
      { start: 10, end: 10, text: "'" },
      { start: 16, end: 16, text: "'" },
    ]);
  });
});
