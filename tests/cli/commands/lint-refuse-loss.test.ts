import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const files = {
  "t/x.yaml": "a: 2026-01-01\n",
  "notes.txt": "notes\n",
  "kaskctl.yaml": "{}\n",
  "known.json": '{"schema_version":1,"findings":[]}\n',
};

const textsIn = (folder: string) =>
  Object.fromEntries(
    Object.keys(files).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

describe("lint does not write", () => {
  test.each([
    ["a report over a linted file", ["t", "-o", "t/x.yaml"], "a text that is linted"],
    ["a report over a linted file behind a link", ["t", "-o", "to-x"], "a text that is linted"],
    ["a report while watching", ["t", "--watch", "-o", "t/x.yaml"], "a text that is linted"],
    [
      "a report over the baseline",
      ["t", "--baseline", "known.json", "-o", "known.json"],
      "the baseline",
    ],
    ["a report over the site file", ["t", "-o", "kaskctl.yaml"], "the site file"],
    [
      "a report over another",
      ["t", "-f", "json", "-o", "r", "-f", "sarif", "-o", "./r"],
      "json report",
    ],
    [
      "a report over another by a link",
      ["t", "-f", "json", "-o", "r", "-f", "sarif", "-o", "to-r"],
      "json report",
    ],
    [
      "a report beside a baseline",
      ["t", "--baseline", "r", "--write-baseline", "-o", "./r"],
      "text report",
    ],
    [
      "a baseline over a linted file",
      ["t", "--baseline", "t/x.yaml", "--write-baseline"],
      "a text that is linted",
    ],
  ])("%s", async (_, words, reason) => {
    const folder = folderWith(files);
    symlinkSync("t/x.yaml", join(folder, "to-x"));
    symlinkSync("r", join(folder, "to-r"));
    await expect(lint(folder, words)).rejects.toMatchObject({
      code: "wrong-use",
      message: expect.stringContaining(reason),
    });
    expect(textsIn(folder)).toEqual(files);
  });

  test("a baseline over what is none", async () => {
    const folder = folderWith(files);
    const words = ["t", "--baseline", "notes.txt", "--write-baseline"];
    await expect(lint(folder, words)).rejects.toMatchObject({
      code: "file-unwritable",
      message: expect.stringContaining("no baseline"),
    });
    expect(textsIn(folder)).toEqual(files);
  });
});

describe("lint writes", () => {
  test("a baseline anew, and a report over an old one", async () => {
    const folder = folderWith(files);
    const baseline = ["--baseline", "known.json", "--write-baseline"];
    expect((await lint(folder, ["t", ...baseline])).exitCode).toBe(0);
    expect((await lint(folder, ["t", "-f", "compact", "-o", "notes.txt"])).exitCode).toBe(1);
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toMatch(/^t\/x\.yaml:1/);
  });
});
