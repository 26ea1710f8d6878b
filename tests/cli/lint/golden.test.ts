import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RuleExample } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { formatLintCompact } from "../../../cli/report/lint-text.ts";
import { lint, lintExample } from "./lint-support.ts";

const folder = join(import.meta.dirname, "rules");
const texts = globSync("*/*.yaml", { cwd: folder }).sort();

/**
 * A text beside the findings it gives; a name that ends in `.tree.yaml` is read from a tree. What else the
 * rule needs to know (file, host, manifests, other texts) stands in a `.json` beside it.
 */
describe("the findings of", () => {
  test.each(texts)("%s are those of its .out file", async (name) => {
    const target = name.endsWith(".tree.yaml") ? "tree" : "horizon";
    const text = readFileSync(join(folder, name), "utf8");
    const findings = lintExample({ text, target, file: name, ...besides(name) });
    const golden = join(folder, name.replace(/yaml$/, "out"));
    await expect(formatLintCompact(findings)).toMatchFileSnapshot(golden);
  });
});

function besides(name: string): Partial<RuleExample> {
  const file = join(folder, name.replace(/yaml$/, "json"));
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

test("every rule has at least one such text", () => {
  const folders = new Set(texts.map((name) => name.split(/[\\/]/u)[0]));
  expect([...folders].sort()).toEqual(rules.map(({ id }) => id.replace("/", "-")));
});

test("Regexps are at home in a tree's regex.yaml, and nowhere else", () => {
  const text = "hosts:\n  __regex: !ruby/regexp /^x/\n";
  expect(lint(text, "tree", "hieradata/regex.yaml")).toEqual([]);
  expect(lint(text, "tree", "hieradata/common.yaml")).toHaveLength(1);
  expect(lint(text, "horizon", "regex.yaml")).toHaveLength(1);
});
