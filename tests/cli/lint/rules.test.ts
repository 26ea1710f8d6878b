import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { formatRule, ruleJson } from "../../../cli/report/rules-text.ts";
import { fixExample, lintExample } from "./lint-support.ts";

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const own = (findings: readonly Finding[]) => findings.filter((finding) => finding.rule === id);

  test("finds something in its bad example, and no other rule sees an error there", () => {
    const findings = lintExample(rule.bad);
    expect(own(findings)).not.toEqual([]);
    const others = findings.filter(({ rule: by, severity }) => by !== id && severity === "error");
    expect(others).toEqual([]);
  });

  test("finds nothing in its good example, and no other rule sees an error there", () => {
    const findings = lintExample(rule.good);
    const telling = findings.filter(({ rule: by, severity }) => by === id || severity === "error");
    expect(telling).toEqual([]);
  });

  test("is told completely", () => {
    for (const prose of [rule.summary, rule.why, rule.fix?.does ?? "Nothing."]) {
      expect(prose).toMatch(/^[A-Z].*\.$/u);
    }
    expect(rule.source).not.toBe("");
    expect(rule.targets).toContain(rule.bad.target);
    expect(rule.good.target).toBe(rule.bad.target);
  });

  test("has a page that fits on a screen or two", () => {
    expect(formatRule(rule).length).toBeLessThan(4000);
    expect(JSON.stringify(ruleJson(rule, "")).length).toBeLessThan(5000);
  });

  test("offers a fix in its bad example exactly when it says that it has one", () => {
    const fixes = own(lintExample(rule.bad)).flatMap(({ fix }) => fix ?? []);
    expect(fixes.length > 0).toBe(rule.fix !== undefined);
    for (const { safety, title, edits } of fixes) {
      expect(title).toMatch(/^[A-Z].*\.$/u);
      expect(edits).not.toEqual([]);
      if (rule.fix?.safety === "safe") expect(safety).toBe("safe");
    }
  });

  if (rule.fix === undefined) return;

  test("finds nothing once its bad example is fixed, and there is nothing left to fix", () => {
    const fixed = fixExample(rule.bad);
    expect(own(lintExample(fixed))).toEqual([]);
    expect(fixExample(fixed).text).toBe(fixed.text);
  });
});

test("every rule's file is named for its id and is in the list, in that order", () => {
  const folder = new URL("../../../cli/lint/rules/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  expect(rules.map(({ id }) => `${id.replace("/", "-")}.ts`)).toEqual(files.sort());
});

test("each rule's words about a place are one or more sentences", () => {
  for (const { bad } of rules) {
    for (const { message, help } of lintExample(bad)) {
      expect(message).toMatch(/^[A-Z*<].*\.$/su);
      if (help !== undefined) expect(help).toMatch(/^[A-Z].*[.?]$/su);
    }
  }
});
