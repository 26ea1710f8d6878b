import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rules } from "../../../cli/lint/rules/index.ts";
import { lint } from "./lint-support.ts";

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test("finds something in its bad example, and no other rule sees an error there", () => {
    const findings = lint(rule.bad.text, rule.bad.target);
    expect(findings.filter((finding) => finding.rule === id)).not.toEqual([]);
    const others = findings.filter(({ rule: by, severity }) => by !== id && severity === "error");
    expect(others).toEqual([]);
  });

  test("finds nothing in its good example, nor does any other rule", () => {
    expect(lint(rule.good.text, rule.good.target)).toEqual([]);
  });

  test("is told completely", () => {
    for (const prose of [rule.summary, rule.why]) expect(prose).toMatch(/^[A-Z].*\.$/u);
    expect(rule.source).not.toBe("");
    expect(rule.targets).toContain(rule.bad.target);
    expect(rule.good.target).toBe(rule.bad.target);
  });
});

test("every rule's file is named for its id and is in the list, in that order", () => {
  const folder = new URL("../../../cli/lint/rules/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  expect(rules.map(({ id }) => `${id.replace("/", "-")}.ts`)).toEqual(files.sort());
});

test("each rule's words about a place are one or more sentences", () => {
  for (const { bad } of rules) {
    for (const { message, help } of lint(bad.text, bad.target)) {
      expect(message).toMatch(/^[A-Z*<].*\.$/su);
      if (help !== undefined) expect(help).toMatch(/^[A-Z].*[.?]$/su);
    }
  }
});
