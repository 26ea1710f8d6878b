import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadLintSection } from "../../../cli/site/load-lint-section.ts";
import { readSite } from "../../../cli/site/load-site.ts";
import { readLintSection } from "../../../cli/site/read-lint-section.ts";
import { worldOf } from "./world-of.ts";

const ruleIds = ["yaml/truthy", "yaml/syntax"];
const read = (text: string) => readLintSection(text, "/s/kaskctl.yaml", ruleIds);

const whole = `lint:
  profile: strict
  rules: { yaml/truthy: off }
  keys: [a::b, "c::*"]
  overrides:
    - paths: ["old/**"]
      rules: { yaml/truthy: info }
      reason: it is old
    - { prefixes: [db], projects: [p], rules: { yaml/syntax: warning }, reason: x }
`;

test("the section of a file that holds nothing else is read, with places", () => {
  expect(read(whole)).toEqual({
    profile: "strict",
    rules: { "yaml/truthy": "off" },
    keys: ["a::b", "c::*"],
    overrides: [
      {
        paths: ["old/**"],
        rules: { "yaml/truthy": "info" },
        reason: "it is old",
        place: "/s/kaskctl.yaml:6:7",
      },
      {
        prefixes: ["db"],
        projects: ["p"],
        rules: { "yaml/syntax": "warning" },
        reason: "x",
        place: "/s/kaskctl.yaml:9:7",
      },
    ],
  });
});

test("an empty section has no profile, rules, keys or overrides", () => {
  expect(read("lint: {}\n")).toEqual({ rules: {}, keys: [], overrides: [] });
});

test("a file without a section has none, whatever else is wrong with it", () => {
  expect(read("contexts: 1 # lint\n")).toBeUndefined();
});

describe("mistakes are told with their places", () => {
  test.each([
    [
      "an unknown rule",
      "lint: {rules: {yaml/thruthy: off}}\n",
      "1:16: there is no rule `yaml/thruthy`. Did you mean yaml/truthy?",
    ],
    [
      "an unknown rule of an override",
      whole.replace("yaml/syntax", "yaml/x"),
      "9:49: there is no rule `yaml/x`",
    ],
    [
      "an unknown level",
      "lint: {rules: {yaml/truthy: on}}\n",
      "1:29: `lint.rules.yaml/truthy` is `on`, expected off or info or warning or error",
    ],
    [
      "an unknown property",
      "lint: {rule: {}}\n",
      "1:8: unknown property `rule` in `lint`. Did you mean rules?",
    ],
    [
      "a missing reason",
      "lint: {overrides: [{paths: [a], rules: {}}]}\n",
      "1:20: `lint.overrides.0` lacks `reason`",
    ],
    [
      "an empty reason",
      "lint: {overrides: [{paths: [a], rules: {}, reason: ''}]}\n",
      "1:52: `lint.overrides.0.reason` is empty, expected a reason",
    ],
    [
      "an override of all texts",
      "lint: {overrides: [{rules: {}, reason: x}]}\n",
      "1:20: an override needs `paths`",
    ],
    ["what is not YAML", "lint: [\n", "not valid YAML"],
    [
      "an unknown rule beside an override without a reason",
      "lint: { overrides: [{ paths: [a], rules: { yaml/x: off } }] }\n",
      "1:44: there is no rule `yaml/x`",
    ],
    ["an unknown key beside it", "lnt: {}\n", "1:1: unknown property `lnt`. Did you mean lint?"],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

test("a site may hold the section, and a section alone is no site", async () => {
  const site = `contexts: { a: { project: p } }\n${whole}`;
  expect((await readSite(site, "/s/kaskctl.yaml")).context.name).toBe("a");
  await expect(readSite(whole, "/s/kaskctl.yaml")).rejects.toThrow("the file lacks `contexts`");
});

describe("the file", () => {
  const folder = mkdtempSync(join(tmpdir(), "kaskctl-lint-section-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const inner = join(folder, "hieradata");
  mkdirSync(inner);

  test("need not be there", async () => {
    expect(await loadLintSection({ world: worldOf(inner), ruleIds })).toBeUndefined();
  });

  test("is looked for in the folders above", async () => {
    const file = join(folder, "kaskctl.yaml");
    writeFileSync(file, whole);
    const loaded = await loadLintSection({ world: worldOf(inner), ruleIds });
    expect(loaded?.file).toBe(file);
    expect(loaded?.section.profile).toBe("strict");
  });

  test.each([
    ["lnt: {profile: strict}\n", "unknown property `lnt`. Did you mean lint?"],
    ["contexts: {}\n# more\nfoo: 1\n", "3:1: unknown property `foo`."],
    ["{contexts: {}, foo: 1}\n", "1:16: unknown property `foo`."],
  ])("is refused with an unknown key, also without a section: %j", async (text, message) => {
    writeFileSync(join(folder, "other.yaml"), text);
    const request = { file: "other.yaml", world: worldOf(folder), ruleIds };
    await expect(loadLintSection(request)).rejects.toThrow(message);
  });

  test.each(["", "# nothing\n", "---\ncontexts:\n  a: 1\nservices :\n\n"])(
    "has no section where it has only other known keys: %j",
    async (text) => {
      writeFileSync(join(folder, "other.yaml"), text);
      const request = { file: "other.yaml", world: worldOf(folder), ruleIds };
      expect(await loadLintSection(request)).toBeUndefined();
    },
  );

  test("must be there when it is named", async () => {
    const request = { file: "no.yaml", world: worldOf(inner), ruleIds };
    await expect(loadLintSection(request)).rejects.toThrow("no.yaml");
  });
});
