import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LintCacheFile } from "../../../cli/lint/engine/lint-cache.ts";
import { fixTexts } from "../../../cli/lint/fixes/fix-text.ts";
import { type LintOptions, type LintText, runLint } from "../../../cli/lint/lint.ts";
import type { Finding } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";

const corpus = process.env["KASKCTL_CORPUS"];
const options: LintOptions = { rules, profile: "strict" };

/** How often each rule that needs no Puppet code finds something there. */
const expected = {
  "hiera/key-syntax": 5,
  "hiera/legacy-fact": 84,
  "hiera/override": 94,
  "hiera/puppet-variable": 3,
  "hiera/unreachable-file": 8,
  "secret/plaintext": 9,
  "yaml/anchors": 3,
  "yaml/document-shape": 4,
  "yaml/duplicate-key": 20,
  "yaml/implicit-number": 1,
  "yaml/truthy": 21,
  "yaml/whitespace": 80,
};

/** A test that needs the real tree. */
const testOnTree = (title: string, check: (texts: readonly LintText[]) => void) => {
  if (corpus === undefined) test.skip(`${title} (needs KASKCTL_CORPUS)`, () => {});
  else test(title, () => check(readTree(corpus)));
};

function readTree(folder: string): readonly LintText[] {
  const files = globSync("hieradata/**/*.yaml", { cwd: folder }).sort();
  return files.map((file) => ({
    file,
    text: readFileSync(join(folder, file), "utf8"),
    target: "tree",
  }));
}

const counts = (findings: readonly Finding[]) =>
  Object.fromEntries(
    [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, each]) => [rule, each.length]),
  );

const isError = ({ severity }: Finding) => severity === "error";

describe("a real tree of 1,473 files", () => {
  testOnTree("has the findings that its text really holds", (texts) => {
    expect(texts).toHaveLength(1473);
    const { findings } = runLint(texts, options);
    const told = findings.filter(({ rule }) => !rule.startsWith("puppet/"));
    expect(counts(told)).toEqual(expected);
  });

  testOnTree("is the same from a cache, which then has nothing to write", (texts) => {
    const first = new LintCacheFile(undefined, "k");
    const outcome = runLint(texts, { ...options, cache: first });
    const second = new LintCacheFile(first.encode(), "k");
    expect(runLint(texts, { ...options, cache: second })).toEqual(outcome);
    expect(second.encode()).toBeUndefined();
  });

  testOnTree("has no safe fix left once it is fixed, and no error that was not there", (texts) => {
    const before = runLint(texts, options).findings;
    const fixed = fixTexts(texts, options, "safe");
    const again = texts.map((text, index) => ({ ...text, text: fixed[index]?.text ?? "" }));
    const after = runLint(again, options).findings;
    expect(after.filter(({ fix }) => fix?.safety === "safe")).toEqual([]);
    const errors = counts(before.filter(isError));
    for (const [rule, count] of Object.entries(counts(after.filter(isError)))) {
      expect(count, rule).toBeLessThanOrEqual(errors[rule] ?? 0);
    }
  });
});
