import { expect, test } from "vitest";
import type { Rule } from "../../../cli/lint/rule.ts";
import { formatRule, formatRules, ruleJson, ruleSections } from "../../../cli/report/rules-text.ts";

const rule: Rule = {
  id: "yaml/example",
  severity: "warning",
  summary: "Something is odd.",
  why: "It breaks later.",
  bad: { target: "tree", text: "a: 1\nb: \x1b[2J\n" },
  good: { target: "tree", text: "a: 2\n" },
  source: "project, file",
  since: "0.1.0",
  targets: ["tree"],
  check: () => [],
};

test("the table of rules has a row each, with aligned columns", () => {
  const fix = { safety: "safe", does: "Quotes it." } as const;
  const other: Rule = { ...rule, id: "a/b", severity: "error", targets: ["horizon", "tree"], fix };
  expect(formatRules([rule, other])).toBe(
    `yaml/example  warning  tree                 Something is odd.
a/b           error    horizon tree  --fix  Something is odd.
`,
  );
});

test("the page of a rule has every part of it, and nothing that a terminal would obey", () => {
  const fix = { safety: "unsafe", does: "Removes it." } as const;
  expect(formatRule({ ...rule, fix })).toBe(
    `yaml/example (warning)

What it finds
  Something is odd.

Why
  It breaks later.

Bad (in a tree)
  a: 1
  b: \\x1b[2J

Good
  a: 2

Fix
  Removes it. (\`--fix-unsafe\`)

Targets
  tree

Source
  project, file

Since
  0.1.0
`,
  );
});

test("the sections hold the examples as they are, for a page", () => {
  const code = ruleSections(rule).filter(({ kind }) => kind === "code");
  expect(code.map(({ text }) => text)).toEqual([rule.bad.text, rule.good.text]);
});

test("the JSON of a rule is the rule without its code", () => {
  const { check: _, ...told } = rule;
  expect(ruleJson(rule, "rules.md#x")).toEqual({ ...told, url: "rules.md#x" });
});
