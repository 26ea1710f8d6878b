import { expect, test } from "vitest";
import { countTexts } from "../../../cli/commands/lint-status.ts";
import type { LintCache } from "../../../cli/lint/engine/lint-cache.ts";
import { lintText } from "../../../cli/lint/lint.ts";

test("a terminal is told how many texts are done, and what a cache holds is still used", () => {
  const lines: string[] = [];
  const asked: string[] = [];
  const cache: LintCache = {
    get: ({ file }) => {
      asked.push(file);
      return undefined;
    },
    put: () => {},
    getTogether: () => undefined,
    putTogether: () => {},
  };
  const counting = countTexts(600, { status: (line) => lines.push(line) }, cache);
  for (let index = 0; index < 600; index++) {
    counting?.get({ file: `${index}`, text: "", target: "tree" }, {});
  }
  expect(lines).toEqual([
    "linting 0 of 600 texts",
    "linting 250 of 600 texts",
    "linting 500 of 600 texts",
  ]);
  expect(asked).toHaveLength(600);
  expect(lintText({ text: "a: 1\n", file: "x", target: "tree", rules: [], cache })).toEqual([]);
});

test("nobody is told where there is no terminal, or only a few texts", () => {
  expect(countTexts(600, {}, undefined)).toBeUndefined();
  expect(countTexts(5, { status: () => {} }, undefined)).toBeUndefined();
});
