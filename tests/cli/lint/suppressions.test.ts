import { describe, expect, test } from "vitest";
import { fixText } from "../../../cli/lint/fixes/fix-text.ts";
import { runLint } from "../../../cli/lint/lint.ts";
import type { Rule, RuleContext } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { lint, places } from "./lint-support.ts";

const date = "2024-01-01";
const off = (kind: string) => `# kaskctl-${kind} yaml/disallowed-class -- the reason`;

describe("a comment silences", () => {
  test.each([
    ["its line", `a: ${date} ${off("disable-line")}\nb: ${date}\n`, [2]],
    ["the next line", `${off("disable-next-line")}\na: ${date}\nb: ${date}\n`, [3]],
    ["the file", `a: ${date}\nb: ${date}\n${off("disable-file")}\n`, []],
    [
      "a block",
      `a: ${date}\n${off("disable")}\nb: ${date}\n# kaskctl-enable\nc: ${date}\n`,
      [1, 5],
    ],
    ["what follows", `a: ${date}\n${off("disable")}\nb: ${date}\nc: ${date}\n`, [1]],
    ["with CRLF, too", `a: ${date} ${off("disable-line")}\r\nb: ${date}\r\n`, [2]],
    ["not what is in a scalar", `a: "${off("disable-file")}"\nb: ${date}\n`, [2]],
  ])("%s", (_, text, lines) => {
    expect(lint(text).map(({ line }) => line)).toEqual(lines);
  });

  test("only the rules that it names", () => {
    const comment = "# kaskctl-disable-line yaml/psych-symbol -- why";
    const text = `a: 1\n${date}: ::1 ${comment}\n`;
    expect(places(lint(text, "tree"))).toEqual(["2:1 yaml/disallowed-class"]);
  });
});

test("silenced findings are counted, and no comment beside a text that does not parse is unused", () => {
  const run = (text: string) => runLint([{ text, file: "x", target: "tree" }], { rules });
  expect(run(`a: ${date} ${off("disable-line")}\n`)).toMatchObject({ findings: [], suppressed: 1 });
  const broken = run(`a: 1 ${off("disable-line")}\nb: [\n`);
  expect(broken.findings.map(({ rule }) => rule)).toEqual(["yaml/syntax"]);
});

test("a comment of a rule that is off may still be needed", () => {
  const severities = new Map([["yaml/disallowed-class", "off"]] as const);
  const text = `a: 1 ${off("disable-line")}\n`;
  const texts = [{ text, file: "x", target: "tree" }] as const;
  expect(runLint(texts, { rules, severities }).findings).toEqual([]);
});

test("unused comments are taken away, the rest of the text stays", () => {
  const text = `# kept\r\n  ${off("disable-next-line")}\r\na: 1  ${off("disable-line")}\r\nb: ::1 # kaskctl-disable-line yaml/psych-symbol, yaml/duplicate-key -- why\r\n`;
  const fixed = fixText({ text, file: "x", target: "tree", rules }, "safe");
  expect(fixed.text).toBe(
    "# kept\r\na: 1\r\nb: ::1 # kaskctl-disable-line yaml/psych-symbol -- why\r\n",
  );
});

/** Finds every key `x`, as yamllint's key-duplicates would find some. */
const counterpart: Rule = {
  ...(rules[0] as Rule),
  concerns: () => true,
  id: "t/x",
  targets: ["tree"],
  yamllint: ["key-duplicates"],
  *check({ survey }: RuleContext) {
    for (const { node } of survey.scalars) {
      if (node.text === "x") yield { span: node.span, message: "No." };
    }
  },
};

describe("yamllint's comments silence the rules that ask the same", () => {
  test.each([
    ["a line", "- x # yamllint disable-line rule:key-duplicates\n- x\n", [2]],
    ["a line, all rules", "- x # yamllint disable-line\n- x\n", [2]],
    ["the line below", "# yamllint disable-line rule:key-duplicates\n- x\n- x\n", [3]],
    ["the file", "# yamllint disable-file\n- x\n", []],
    ["the file, in its first line only", "- x\n# yamllint disable-file\n", [1]],
    ["the file, at the beginning of that line only", " # yamllint disable-file\n- x\n", [2]],
    ["the file, with other blanks", "#  yamllint disable-file \r\n- x\r\n", []],
    ["the file without a blank", "#yamllint disable-file\n- x\n", []],
    [
      "the file, but never one rule in it",
      "# yamllint disable-file rule:key-duplicates\n- x\n",
      [2],
    ],
    [
      "a block",
      "- x\n# yamllint disable\n- x\n# yamllint enable rule:key-duplicates\n- x\n",
      [1, 5],
    ],
    ["other rules", "- x # yamllint disable-line rule:truthy\n", [1]],
    ["several", "- x # yamllint disable-line rule:truthy rule:key-duplicates\n", []],
    ["not as yamllint wants it", "- x # yamllint disable-line key-duplicates\n", [1]],
    ["what is not there", "# yamllint disable\n- y\n", []],
  ])("%s", (_, text, lines) => {
    const texts = [{ text, file: "x", target: "tree" }] as const;
    const found = runLint(texts, { rules: [...rules, counterpart] }).findings;
    expect(found.filter(({ rule }) => rule === "t/x").map(({ line }) => line)).toEqual(lines);
    expect(found.filter(({ rule }) => rule.startsWith("lint/"))).toEqual([]);
  });
});

test.each([
  ["yaml/psych-symbl -- why", "Did you mean yaml/psych-symbol?"],
  ["everything -- why", "Ask `kaskctl rules` for all of them."],
  ["yaml/psych-symbol: why", "Write it as: kaskctl-disable-line RULE -- reason."],
])("of the comment %j one thing is said, and what to write", (rest, help) => {
  const found = lint(`a: 1 # kaskctl-disable-line ${rest}\n`);
  expect(found.map((finding) => [finding.rule, finding.help])).toEqual([
    ["lint/suppression", help],
  ]);
});

test.each([
  [
    "kaskctl-ignore yaml/truthy -- why",
    "There is no comment kaskctl-ignore.",
    /^There are: kaskctl-/,
  ],
  [
    "KASKCTL-DISABLE-LINE yaml/truthy -- why",
    "There is no comment KASKCTL-DISABLE-LINE.",
    "Did you mean kaskctl-disable-line?",
  ],
  [
    "kaskctl disable-line yaml/truthy -- why",
    "There is no comment kaskctl disable-line.",
    "Did you mean kaskctl-disable-line?",
  ],
  ["kaskctl- yaml/truthy", "There is no comment kaskctl-.", /kaskctl-enable/],
  [
    "kaskctl-disable-line yaml/truthy - a reason -- b",
    "There is no rule -, a, reason.",
    /RULE -- reason/,
  ],
  [
    "kaskctl-disable-line yaml/truthy: a b -- c",
    "There is no rule yaml/truthy:, a, b.",
    /RULE -- reason/,
  ],
  ["kaskctl-enable yaml/truthy - a reason", "There is no rule -, a, reason.", /RULE -- reason/],
])("of the comment %j one thing is said: %j", (comment, message, help) => {
  const [found, ...more] = lint(`a: 1 # ${comment}\n`).filter(
    ({ rule }) => rule === "lint/suppression",
  );
  expect(found?.message).toBe(message);
  expect(found?.help).toMatch(help);
  expect(more).toEqual([]);
});
