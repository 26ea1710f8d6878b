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
    const [edit] = quoteFix(node, text).edits;
    expect(edit).toMatchObject(contentSpan(node, text));
    expect(text.slice(0, edit?.start) + edit?.text + text.slice(edit?.end)).toBe(wanted);
  });
});
