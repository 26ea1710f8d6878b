import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LintTrees } from "../../../cli/commands/lint-trees.ts";
import { folderWith, lint } from "./lint-support.ts";

const files = {
  "modules/profile/manifests/web.pp": "class profile::web (String $mode, Integer $port = 1) {}\n",
  "hieradata/common.yaml": 'profile::web::port: "80"\nnobody::asks: 1\nday: 2026-01-01\n',
  "hieradata/common/profile/web.yaml":
    "profile::web::mode: x\nprofile::web::prot: 1\nprofile::web::a::b: x\n",
  "hieradata/codfw/profile/web.yaml": "profile::web::mode: x\nprofile::web::port: 2\n",
  "hieradata/regex.yaml": "web:\n  __regex: !ruby/regexp /^web/\n  profile::web::port: a\n",
};

/** `path:line:column …` with paths as they are called in the folder, in one order. */
function findingsIn(stdout: string, cwd: string, folder: string): readonly string[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^[^:]+/u, (file) => relative(folder, join(cwd, file))))
    .sort();
}

const words = ["-f", "compact", "--profile", "strict"];

describe("a tree", () => {
  test("has the same findings however it is named, and from wherever it is linted", async () => {
    const folder = folderWith(files);
    const plain = await lint(folder, ["hieradata", ...words]);
    const expected = findingsIn(plain.stdout, folder, folder);
    for (const rule of ["unreachable-file", "override", "unknown-parameter", "type-mismatch"]) {
      expect(plain.stdout).toContain(`/${rule}]`);
    }
    const cwds = [".", "hieradata", "modules", "hieradata/common", "hieradata/common/profile"];
    const detours = ["", "./", "././", "../x/../", "modules/../", "hieradata/../"];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cwds),
        fc.constantFrom(...detours),
        fc.constantFrom(".", "hieradata", "hieradata/"),
        async (from, detour, what) => {
          const cwd = join(folder, from);
          const up = from === "." ? "" : "../".repeat(from.split("/").length);
          const way = detour.startsWith("../x") ? "" : detour;
          const { stdout } = await lint(cwd, [up + way + what, "--no-cache", ...words]);
          expect(findingsIn(stdout, cwd, folder)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("that a link leads to is what it is without the link", async () => {
    const folder = folderWith(files);
    symlinkSync(join(folder, "hieradata"), join(folder, "link"));
    const plain = await lint(folder, ["hieradata", ...words]);
    const linked = await lint(folder, ["link", ...words]);
    expect(linked.stdout.replaceAll(/^link/gmu, "hieradata")).toBe(plain.stdout);
  });

  test("is checked against the code beside it, and not against that of another", async () => {
    const text = "a::port: x\n";
    const folder = folderWith({
      "one/hieradata/common.yaml": text,
      "one/modules/a/manifests/init.pp": "class a (Integer $port) {}\n",
      "two/hieradata/common.yaml": text,
      "two/modules/a/manifests/init.pp": "class a (String $port) {}\n",
    });
    for (const paths of [["."], ["one", "two"], ["two", "one"]]) {
      const { stdout } = await lint(folder, [...paths, ...words]);
      expect(stdout).toMatch(/^one\/hieradata\/common\.yaml:1:10: error: .*type-mismatch\]\n$/u);
    }
  });
});

test.each([
  ["/r/hieradata/common/a.yaml", "/r/hieradata", "hieradata/common/a.yaml"],
  ["common/a.yaml", "/r/hieradata", "hieradata/common/a.yaml"],
  ["../hieradata/a.yaml", "/r/hieradata", "hieradata/a.yaml"],
  ["old/hieradata/a.yaml", "/r/hieradata/old/hieradata", "hieradata/a.yaml"],
])("%s is in the tree %s, as %s", (file, tree, treePath) => {
  expect(new LintTrees("/r/hieradata").placeOf(file)).toEqual({ tree, treePath });
});

test("a folder with a hiera.yaml is a tree, and its files are called from there", () => {
  const folder = folderWith({ "r/hiera.yaml": "version: 5\n", "r/data/a.yaml": "a: 1\n" });
  const place = new LintTrees(folder).placeOf("r/data/a.yaml");
  expect(place).toEqual({ tree: join(folder, "r"), treePath: "data/a.yaml" });
  expect(new LintTrees(folder).placeOf("other.yaml")).toBeUndefined();
});

describe("what silences is called useless by none but who sees all that it may be about", () => {
  const text = "a::b: 1 # kaskctl-disable-line puppet/unknown-key, hiera/override -- why\n";
  const data = { "hieradata/role/common/a.yaml": text };
  const code = { "modules/a/manifests/init.pp": "class a ($b) {}\n" };
  const unused = async (folder: string, path: string) => {
    const { stdout } = await lint(folder, [path, ...words]);
    return stdout.match(/silences nothing of .*(?=\.)/u)?.[0].replace("silences nothing of ", "");
  };

  test("a comment", async () => {
    const file = "hieradata/role/common/a.yaml";
    expect(await unused(folderWith(data), file)).toBeUndefined();
    expect(await unused(folderWith(data), "hieradata/role")).toBeUndefined();
    expect(await unused(folderWith(data), "hieradata")).toBe("hiera/override");
    expect(await unused(folderWith({ ...data, ...code }), file)).toBe("puppet/unknown-key");
    expect(await unused(folderWith({ ...data, ...code }), ".")).toBe(
      "puppet/unknown-key, hiera/override",
    );
  });

  test("a comment, so that --fix leaves it in a file that is linted alone", async () => {
    const folder = folderWith(data);
    const diff = await lint(folder, ["hieradata/role/common/a.yaml", "--fix", "--diff"]);
    expect(diff.stdout).toBe("");
  });

  test("an override", async () => {
    const override = (rule: string) => `lint:
  overrides:
    - paths: ["hieradata/**"]
      rules: { ${rule}: off }
      reason: why
`;
    const told = async (path: string, rule: string) => {
      const folder = folderWith({ ...data, "kaskctl.yaml": override(rule) });
      return (await lint(folder, [path])).stderr.includes("changes nothing");
    };
    expect(await told("hieradata/role/common/a.yaml", "yaml/truthy")).toBe(false);
    expect(await told("hieradata", "yaml/truthy")).toBe(true);
    expect(await told("hieradata", "puppet/unknown-key")).toBe(false);
  });
});
