import { describe, expect, test } from "vitest";
import { fixText, fixTexts } from "../../../cli/lint/fixes/fix-text.ts";
import type { Edit, Rule, RuleContext } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";

/** A rule that finds every scalar that `pattern` fits, and would replace it. */
function replacing(id: string, pattern: RegExp, by: string, more: Partial<Rule> = {}): Rule {
  return {
    ...(rules[0] as Rule),
    concerns: () => true,
    id,
    severity: "warning",
    targets: ["horizon"],
    *check({ survey }: RuleContext) {
      for (const { node } of survey.scalars) {
        if (!pattern.test(node.text)) continue;
        const edits: readonly Edit[] = [{ ...node.span, text: by }];
        yield { span: node.span, message: "No.", fix: { safety: "safe", title: "So.", edits } };
      }
    },
    ...more,
  };
}

const syntax = rules.find(({ id }) => id === "yaml/syntax") as Rule;
const fix = (text: string, ...own: readonly Rule[]) =>
  fixText({ text, file: "x.yaml", target: "horizon", rules: [...own, syntax] }, "safe");

describe("a text is fixed", () => {
  test("until nothing is left", () => {
    const rename = [replacing("t/one", /^one$/u, "two"), replacing("t/two", /^two$/u, "three")];
    const { text, passes, applied } = fix("# kept\na:   one  # kept\nb: two\r\n", ...rename);
    expect(text).toBe("# kept\na:   three  # kept\nb: three\r\n");
    expect(passes).toBe(2);
    expect(applied.map(({ rule }) => rule)).toEqual(["t/one", "t/two", "t/two"]);
  });

  test("ten times at most where two rules undo each other", () => {
    const fight = [replacing("t/one", /^one$/u, "two"), replacing("t/two", /^two$/u, "one")];
    expect(fix("a: one\n", ...fight)).toMatchObject({ text: "a: one\n", passes: 10 });
  });

  test("not at all where nothing is wrong", () => {
    expect(fix("a: 1\n")).toEqual({
      text: "a: 1\n",
      passes: 0,
      applied: [],
      refused: new Set(),
    });
  });
});

describe("a fix is not made", () => {
  test("when its result does not parse, and the others are", () => {
    const harm = replacing("t/harm", /^bad$/u, "[");
    const help = replacing("t/help", /^one$/u, "two");
    const { text, applied, refused } = fix("a: one\nb: bad\nc: one\nd: one\n", harm, help);
    expect(text).toBe("a: two\nb: bad\nc: two\nd: two\n");
    expect(applied).toHaveLength(3);
    expect([...refused]).toEqual([expect.stringContaining("t/harm")]);
  });

  test("when it brings an error that was not there", () => {
    const harm = replacing("t/harm", /^one$/u, "two");
    const forbids = replacing("t/forbids", /^two$/u, "three", { severity: "error" });
    expect(fix("a: one\n", harm, forbids).text).toBe("a: one\n");
  });
});

test("texts that belong together are fixed together", () => {
  const once: Rule = {
    ...replacing("t/once", /^$/u, ""),
    check: () => [],
    *checkTogether({ texts }) {
      if (texts.length !== 2) return;
      const edits = [{ start: 0, end: 1, text: "b" }];
      const finding = { span: { start: 0, end: 1 }, message: "No." };
      yield { ...finding, file: "2", fix: { safety: "safe", title: "So.", edits } };
    },
  };
  const texts = ["1", "2"].map((file) => ({ text: "a: 1\n", file, target: "horizon" as const }));
  const fixed = fixTexts(texts, { rules: [once, syntax] }, "safe");
  expect(fixed.map(({ text }) => text)).toEqual(["a: 1\n", "b: 1\n"]);
});

test("a text with more findings than a call takes arguments is fixed", { timeout: 60_000 }, () => {
  const text = "- one\n".repeat(130_000);
  expect(fix(text, replacing("t/one", /^one$/u, "two")).text).toBe("- two\n".repeat(130_000));
});
