import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { faultOfRubyRegexp } from "../../../cli/lint/lookups/ruby-regexp-fault.ts";
import { needs } from "../../support/requires.ts";

const sound = [
  "^profile::(.*)::db_pass$",
  "^profile::[\\w_]+_password$",
  "^a\\Ab\\Z\\z",
  "^(?i:a)(?-mix:b)(?m)c",
  "^[[:alpha:]]+[[:^digit:]x]$",
  "^a++b*+c?+d{2}+",
  "^(?>a|b)\\h",
  "^(?<name>a)\\k<name>",
  "^(?'name'a)",
  "^a{,3}",
  "^]}",
  "^*",
  "^a**?",
  "^a(?#a comment)b",
  "^(?<x>a)(?<x>b)",
] as const;

const broken = ["^a(b", "^a)b", "^[a", "^(*)", "^a[z-b]", "^(?<name", "^a\\"] as const;

test.each(sound)("%s is a regular expression", (source) => {
  expect(faultOfRubyRegexp(source)).toBeUndefined();
});

test.each(broken)("%s is none", (source) => {
  expect(faultOfRubyRegexp(source)).toMatch(/^[a-z\\]/u);
});

needs("ruby")("Ruby says the same", () => {
  const program =
    "puts JSON.generate(JSON.parse(ARGV[0]).map { |source| !!Regexp.new(source) rescue false })";
  const sources = JSON.stringify([...sound, ...broken]);
  const verdicts = execFileSync("ruby", ["-W0", "-rjson", "-e", program, sources], {
    encoding: "utf8",
  });
  expect(JSON.parse(verdicts)).toEqual([...sound.map(() => true), ...broken.map(() => false)]);
});
