import { describe, expect, test } from "vitest";
import { lintText } from "../../../cli/lint/lint.ts";
import type { Rule } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { failing, summarise } from "../../../cli/lint/summarise.ts";
import { lint, places } from "./lint-support.ts";

test("a finding has the place of its value, end exclusive, and the page of its rule", () => {
  expect(lint("a: 1\nsince: 2024-01-01\n")).toEqual([
    {
      rule: "yaml/disallowed-class",
      severity: "error",
      file: "x.yaml",
      line: 2,
      column: 8,
      endLine: 2,
      endColumn: 18,
      message: "The loader takes 2024-01-01 for a date or time, and refuses it.",
      help: "Put it in quotes: '2024-01-01'.",
      path: ["since"],
      url: "docs/reference/rules.md#yaml-disallowed-class",
      fix: {
        safety: "safe",
        title: "Put it in quotes.",
        edits: [
          { start: 12, end: 12, text: "'" },
          { start: 22, end: 22, text: "'" },
        ],
      },
    },
  ]);
});

test("findings come in the order of the text, whatever rule they are of", () => {
  expect(places(lint("b: :x\na: 2024-01-01\nb: ::1\nc: 2024-01-02\n"))).toEqual([
    "1:4 yaml/psych-symbol",
    "2:4 yaml/disallowed-class",
    "3:1 yaml/duplicate-key",
    "3:4 yaml/psych-symbol",
    "4:4 yaml/disallowed-class",
  ]);
});

test("only the syntax is spoken of in a text that is no YAML", () => {
  expect(places(lint("a: 2024-01-01\na: :x\nb: [1\n"))).toEqual(["3:4 yaml/syntax"]);
});

describe("severities", () => {
  const text = "docker::version: '1'\nsince: 2024-01-01\n";
  const at = (severity: "off" | "info" | "warning" | "error") =>
    lintText({
      text,
      file: "x.yaml",
      target: "horizon",
      rules,
      severities: new Map([["service/obsolete-key", severity]]),
    });

  test.each(["info", "warning", "error"] as const)("a rule can be made %s", (severity) => {
    expect(at(severity).map((finding) => finding.severity)).toEqual([severity, "error"]);
  });

  test("a rule can be silenced", () => {
    expect(places(at("off"))).not.toContain("1:1 service/obsolete-key");
    expect(places(at("off"))).toContain("2:8 yaml/disallowed-class");
  });

  const overrides = [
    { paths: ["x.yaml"], rules: { "yaml/disallowed-class": "off" }, reason: "r", place: "1" },
  ] as const;

  test.each([
    ["flag", { severities: new Map([["yaml/disallowed-class", "off"]] as const) }],
    ["rule of the site", { settings: { rules: { "yaml/disallowed-class": "off" } } }],
    ["override", { settings: { rules: {}, overrides } }],
  ] as const)("what a %s silences, no other rule says in its words", (_, choice) => {
    const { settings, ...flags } = { settings: undefined, ...choice };
    const findings = lintText({
      text: "a: !ruby/object:X {}\n",
      file: "x.yaml",
      target: "horizon",
      rules,
      ...flags,
      ...(settings && { settings: { keys: [], overrides: [], ...settings } }),
    });
    expect(places(findings)).toEqual([]);
  });

  test.each([
    ["info", 3],
    ["warning", 2],
    ["error", 1],
  ] as const)("--fail-on %s counts %i of an info, a warning and an error", (failOn, count) => {
    const findings = [...at("info"), ...at("warning").slice(0, 1)];
    expect(failing(findings, failOn)).toHaveLength(count);
    expect(summarise(findings, 2)).toEqual({ files: 2, errors: 1, warnings: 1, infos: 1 });
  });
});

test("a rule is asked only about its targets", () => {
  const text = "a: &l [1]\nb: *l\n";
  expect(places(lint(text, "horizon"))).toEqual(["2:4 yaml/horizon-alias"]);
  expect(lint(text, "tree")).toEqual([]);
});

test("a rule that throws is a bug of ours and is not hidden", () => {
  const broken: Rule = {
    ...(rules[0] as Rule),
    concerns: () => true,
    check: () => {
      throw new RangeError("broken");
    },
  };
  expect(() => lintText({ text: "", file: "x", target: "horizon", rules: [broken] })).toThrow(
    "broken",
  );
});
