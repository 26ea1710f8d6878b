import { describe, expect, test } from "vitest";
import {
  decide,
  type Level,
  type LintSettings,
  overridesFor,
} from "../../../cli/lint/engine/severity-for.ts";
import { runLint } from "../../../cli/lint/lint.ts";
import type { Profile, Rule } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { globPattern } from "../../../cli/lint/silence/glob.ts";

describe("a glob", () => {
  test.each([
    ["a.yaml", "a.yaml", true],
    ["a.yaml", "b/a.yaml", false],
    ["./a.yaml", "a.yaml", true],
    ["*.yaml", "a.yaml", true],
    ["*.yaml", "a/b.yaml", false],
    ["**/*.yaml", "a.yaml", true],
    ["**/*.yaml", "a/b/c.yaml", true],
    ["a/**", "a/b/c.yaml", true],
    ["a/**/c.yaml", "a/c.yaml", true],
    ["a/**/c.yaml", "ab/c.yaml", false],
    ["a?.yaml", "ab.yaml", true],
    ["{a,b*}.yaml", "bc.yaml", true],
    ["{a,b}.yaml", "c.yaml", false],
    ["a+(b).yaml", "a+(b).yaml", true],
    ["a.yaml", "aXyaml", false],
  ])("%s of %s: %s", (glob, path, expected) => {
    expect(globPattern(glob).test(path)).toBe(expected);
  });
});

const settings: LintSettings = {
  rules: { "a/b": "info", "a/c": "off" },
  keys: [],
  overrides: [
    { paths: ["old/**"], rules: { "a/b": "off" }, reason: "", place: "1" },
    { prefixes: ["db"], projects: ["p"], rules: { "a/b": "error" }, reason: "", place: "2" },
    { paths: ["old/new.yaml"], rules: { "a/b": "warning" }, reason: "", place: "3" },
  ],
};

describe("the severity that a site asks for", () => {
  test.each([
    ["its rules say", "a/b", { file: "x" }, "info"],
    ["nobody says", "a/d", { file: "x" }, undefined],
    ["an override says", "a/b", { file: "old/x" }, "off"],
    ["the last override says", "a/b", { file: "old/new.yaml" }, "warning"],
    [
      "an override says of prefix and project",
      "a/b",
      { file: "x", prefix: "db", project: "p" },
      "error",
    ],
    ["no override says of the prefix alone", "a/b", { file: "x", prefix: "db" }, "info"],
    ["an override does not name the rule", "a/c", { file: "old/x" }, "off"],
  ])("%s", (_, rule, place, level) => {
    expect(decide(rule, overridesFor(place, settings), settings)?.level).toBe(level);
  });
});

/** Finds one info and one error in every text. */
const finds = (id: string, severity: Rule["severity"]): Rule => ({
  ...(rules[0] as Rule),
  concerns: () => true,
  id,
  severity,
  check: () => [{ span: { start: 0, end: 1 }, message: "No." }],
});

const run = (
  more: { profile?: Profile; severities?: ReadonlyMap<string, Level>; settings?: LintSettings },
  file = "x",
) =>
  runLint([{ text: "a: 1\n", file, target: "horizon" }], {
    rules: [finds("a/b", "error"), finds("a/info", "info")],
    ...more,
  });
const shown = (...args: Parameters<typeof run>) =>
  run(...args).findings.map(({ rule, severity }) => `${rule} ${severity}`);

describe("what is shown", () => {
  test("recommended leaves infos out, strict does not", () => {
    expect(shown({})).toEqual(["a/b error"]);
    expect(shown({ profile: "strict" })).toEqual(["a/b error", "a/info info"]);
    expect(shown({ settings: { ...settings, rules: {}, profile: "strict" } })).toHaveLength(2);
  });

  test("an info that was asked for by name is shown always", () => {
    expect(shown({ settings })).toEqual(["a/b info"]);
    expect(shown({ severities: new Map([["a/info", "info"]]) })).toContain("a/info info");
  });

  test("--rule wins over the site", () => {
    expect(shown({ settings, severities: new Map([["a/b", "warning"]]) })).toEqual(["a/b warning"]);
  });

  test("a rule that is off may be on for some texts", () => {
    const rule = { rules: { "a/b": "off" } as const, keys: [] };
    const overrides = [
      { paths: ["y"], rules: { "a/b": "error" } as const, reason: "", place: "1" },
    ];
    expect(shown({ settings: { ...rule, overrides } })).toEqual([]);
    expect(shown({ settings: { ...rule, overrides } }, "y")).toEqual(["a/b error"]);
  });
});

test("an override that is about a text and changes nothing there is told", () => {
  const unused = (file: string) =>
    run({ settings }, file).unusedOverrides.map(({ place }) => place);
  expect(unused("x")).toEqual([]);
  expect(unused("old/new.yaml")).toEqual(["1"]);
});
