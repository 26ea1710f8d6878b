import { expect, test } from "vitest";
import { neededCharacters } from "../../../cli/signatures/needed-characters.ts";
import { parseRegexp } from "../../../cli/signatures/regexp-syntax.ts";

const patterns: readonly (readonly [source: string, needed: string])[] = [
  ["\\Aab\\z", "ab"],
  ["a[.]\\-", "a.-"],
  ["[ab]|c", ""],
  ["ab|cb|b+", "b"],
  ["(?:a:){2}", "a:"],
  ["(?:a:)?b*", ""],
  ["(?i)a/", "/"],
  ["(?!a)b(?<=c)", "b"],
  ["[^a]\\d.", ""],
  ["|a", ""],
  ["\\u{1F600}", "😀"],
];

test.each(patterns)("/%s/ needs '%s'", (source, needed) => {
  expect(neededCharacters(parseRegexp(source)).join("")).toBe(needed);
});
