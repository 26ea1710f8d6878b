import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runLint } from "../../../cli/lint/lint.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";

const corpus = process.env["KASKCTL_CORPUS"];
const title = "a real tree's keys are those that its own code asks for, but for 192 of 8,835";

/** Each of these was looked at; docs/explanation/lint-counts.md says where they come from. */
const expected = {
  "hiera/interpolation-unknown": [5, 5],
  "hiera/key-syntax": [5, 2],
  "puppet/unknown-key": [108, 85],
  "puppet/unknown-parameter": [84, 58],
};

function check(): void {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: corpus ?? "" })
      .sort()
      .map((path) => ({ path, text: readFileSync(join(corpus ?? "", path), "utf8") }));
  const code = [...read("modules/**/*.pp"), ...read("vendor_modules/**/*.pp")];
  const { signatures } = buildSignatures(code, { name: "the tree", isComplete: true });
  const texts = read("hieradata/**/*.yaml").map(({ path, text }) => ({
    file: path,
    text,
    target: "tree" as const,
  }));
  const asked = rules.filter(({ id }) => id in expected);
  const { findings } = runLint(texts, { rules: asked, signatures, profile: "strict" });
  const counts = [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, each]) => [
    rule,
    [each.length, new Set(each.map(({ path, message }) => `${path.at(-1)} ${message}`)).size],
  ]);
  expect(Object.fromEntries(counts)).toEqual(expected);
}

if (corpus === undefined) test.skip(`${title} (needs KASKCTL_CORPUS)`, check);
else test(title, check);
