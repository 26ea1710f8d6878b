import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listCode } from "../../../cli/signatures/list-code.ts";
import { codeFolder } from "./code-folder.ts";

function listed(...paths: readonly string[]): readonly string[] {
  return listCode(codeFolder(Object.fromEntries(paths.map((path) => [path, ""])))).files;
}

describe("listCode", () => {
  test.each([
    ["modules/a/manifests/init.pp"],
    ["modules/a/manifests/b/c.pp"],
    ["modules/a/types/b.pp"],
    ["modules/a/templates/b.erb"],
    ["modules/a/templates/b/c.epp"],
    ["modules/a/lib/puppet/functions/b.rb"],
    ["modules/a/functions/b/c.pp"],
    ["site/a/manifests/init.pp"],
    ["site-modules/a/manifests/init.pp"],
    ["vendor_modules/a/types/b.pp"],
    ["core_modules/a/types/b.pp"],
    ["environments/production/modules/a/manifests/init.pp"],
    ["environments/production/manifests/site.pp"],
    ["manifests/init.pp"],
    ["types/a.pp"],
    ["a/manifests/init.pp"],
  ])("finds %s", (path) => {
    expect(listed(path)).toEqual([path]);
  });

  test.each([
    ["modules/a/files/manifests/b.pp"],
    ["modules/a/spec/fixtures/b.pp"],
    ["modules/a/manifests/README.md"],
    ["modules/a/templates/b.pp"],
    ["hieradata/a.pp"],
  ])("passes over %s", (path) => {
    expect(listed("manifests/site.pp", path)).toEqual(["manifests/site.pp"]);
  });

  test("gives the same order whatever the file system's", () => {
    const paths = ["modules/b/manifests/a.pp", "modules/a/manifests/b.pp", "manifests/a.pp"];
    expect(listed(...paths)).toEqual(paths.toReversed());
  });

  test("follows a link inside the tree", () => {
    const folder = codeFolder({ "src/a/manifests/init.pp": "", "modules/b/manifests/init.pp": "" });
    symlinkSync("../src/a", join(folder, "modules/a"));
    expect(listCode(folder)).toMatchObject({
      files: ["modules/a/manifests/init.pp", "modules/b/manifests/init.pp"],
      warnings: [],
    });
  });

  test("warns of links that go round in a circle, out of the tree or nowhere, and reads the rest", () => {
    const outside = codeFolder({ "x.pp": "" });
    const folder = codeFolder({ "modules/a/manifests/init.pp": "" });
    symlinkSync("..", join(folder, "modules/a/manifests/up"));
    symlinkSync(outside, join(folder, "modules/a/manifests/out"));
    symlinkSync(join(outside, "x.pp"), join(folder, "modules/a/manifests/out.pp"));
    symlinkSync("nowhere.pp", join(folder, "modules/a/manifests/gone.pp"));
    const { files, warnings } = listCode(folder);
    expect(files).toEqual(["modules/a/manifests/init.pp"]);
    expect(warnings).toEqual([
      "modules/a/manifests/gone.pp: no such file or directory",
      "modules/a/manifests/out: the link leads out of the tree",
      "modules/a/manifests/out.pp: the link leads out of the tree",
      "modules/a/manifests/up: the link leads to a folder that holds it",
    ]);
  });

  test("warns of two links that lead to each other", () => {
    const folder = codeFolder({ "modules/a/manifests/x.pp": "", "modules/b/manifests/y.pp": "" });
    symlinkSync("../../b/manifests", join(folder, "modules/a/manifests/b"));
    symlinkSync("../../a/manifests", join(folder, "modules/b/manifests/a"));
    const { warnings } = listCode(folder);
    expect(warnings.length).toBeGreaterThan(0);
    expect(new Set(warnings.map((warning) => warning.replace(/^.*?: /, "")))).toEqual(
      new Set(["the link leads to a folder that holds it"]),
    );
  });

  test("does not wait for a pipe that is named like a manifest", () => {
    const folder = codeFolder({ "manifests/a.pp": "" });
    execFileSync("mkfifo", [join(folder, "manifests/b.pp")]);
    expect(listCode(folder).files).toEqual(["manifests/a.pp"]);
  });
});
