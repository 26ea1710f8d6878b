import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const bad = "a: 2026-01-01\n";
const notUtf8 = Buffer.from([0x61, 0xff]);

/** A folder `t` with `links`, each from its name in `t` to where it leads. */
function treeWith(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
) {
  const folder = folderWith(files);
  mkdirSync(join(folder, "t"), { recursive: true });
  for (const [name, to] of Object.entries(links)) symlinkSync(to, join(folder, "t", name));
  return folder;
}

const placesOf = (stdout: string) => stdout.match(/^\S+?:\d+/gm) ?? [];

describe("what is no regular file", () => {
  test("is refused before anybody waits for its text", async () => {
    const folder = folderWith({});
    execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
    for (const path of ["pipe.yaml", "/dev/zero"]) {
      await expect(lint(folder, [path])).rejects.toMatchObject({
        code: "file-unreadable",
        message: expect.stringContaining("not a regular file"),
      });
    }
  });
});

test("a hierarchy that is named is told to hold no data", async () => {
  const folder = folderWith({ "hiera.yaml": "version: 5\n", "data/a.yaml": "a: 1\n" });
  const told = "hiera.yaml was not linted: it is the hierarchy, and holds no data.\n";
  expect(await lint(folder, ["hiera.yaml"])).toMatchObject({ exitCode: 0, stderr: told });
  expect((await lint(folder, ["data"])).stderr).toBe("");
});

test("the site file is told to hold no data where it is named, and left out of its folder", async () => {
  const folder = folderWith({ "kaskctl.yaml": "lint: {}\n", "a.yaml": "a: 1\n" });
  const told = "kaskctl.yaml was not linted: it is the site file, and holds no data.\n";
  expect(await lint(folder, ["kaskctl.yaml"])).toMatchObject({ exitCode: 0, stderr: told });
  expect((await lint(folder, ["."])).stdout).toBe("No findings in 1 file.\n");
});

describe("a baseline that is no regular file", () => {
  test("is refused before anybody waits for its text", async () => {
    const folder = folderWith({ "x.yaml": bad });
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await expect(lint(folder, ["x.yaml", "--baseline", "pipe"])).rejects.toMatchObject({
      code: "file-unreadable",
      message: expect.stringContaining("not a regular file"),
    });
  });
});

describe("a link in a folder", () => {
  test("is followed to a file inside that has no other name there, once", async () => {
    const files = { "t/plain.yaml": bad, "t/.kept/x": bad };
    const links = { "a.yaml": "plain.yaml", "b.yaml": ".kept/x", "c.yaml": ".kept/x" };
    const { stdout, stderr } = await lint(treeWith(files, links), ["t", "-f", "compact"]);
    expect({ places: placesOf(stdout), stderr }).toEqual({
      places: ["t/plain.yaml:1", "t/b.yaml:1"],
      stderr: "",
    });
  });

  test("is counted where it leads out of the folder or nowhere", async () => {
    const files = { "t/x.yaml": bad, "out.yaml": bad, "out/y.yaml": bad };
    const links = {
      "o.yaml": "../out.yaml",
      out: "../out",
      "gone.yaml": "gone",
      "no-data": "gone",
    };
    const { stdout, stderr } = await lint(treeWith(files, links), ["t", "-f", "compact"]);
    expect(placesOf(stdout)).toEqual(["t/x.yaml:1"]);
    expect(stderr).toContain("3 links skipped");
  });

  test("is named in the reason where the folder has nothing else", async () => {
    const folder = treeWith({ "out.yaml": bad }, { "o.yaml": "../out.yaml" });
    await expect(lint(folder, ["t"])).rejects.toMatchObject({
      code: "wrong-use",
      message: expect.stringMatching(/\.yaml, \.yml or \.eyaml file, and 1 link/),
    });
  });
});

describe("what cannot be read in a tree", () => {
  function treeWithBinary() {
    const folder = folderWith({ "t/a.yaml": bad, "t/z.yaml": bad });
    writeFileSync(join(folder, "t/m.yaml"), notUtf8);
    return folder;
  }

  test.each(["text", "compact", "json", "sarif", "github", "gitlab", "checkstyle", "junit"])(
    "costs no finding of another file in %s, and the run fails at its end",
    async (format) => {
      const folder = treeWithBinary();
      let stdout = "";
      const onPrint = (text: string) => {
        stdout += text;
      };
      await expect(lint(folder, ["t", "-f", format], { onPrint })).rejects.toMatchObject({
        code: "file-unreadable",
        message: expect.stringContaining("t/m.yaml"),
      });
      expect(stdout).toMatch(/t\/a\.yaml/);
      expect(stdout).toMatch(/t\/z\.yaml/);
    },
  );

  test("leaves one document on stdout with --json, and ends with 3", async () => {
    const { stdout, stderr, exitCode } = await lint(treeWithBinary(), ["t", "--json"]);
    expect(JSON.parse(stdout).findings).toHaveLength(2);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringContaining("m.yaml"),
    });
  });

  test.each([
    ["where another one was linted", ["a.yaml", "x.yaml", "y.yaml"]],
    ["where nothing was", ["x.yaml", "y.yaml"]],
  ])("is told with the others that could not be read, %s", async (_, words) => {
    await expect(lint(folderWith({ "a.yaml": "a: 1\n" }), words)).rejects.toMatchObject({
      message: `2 texts could not be linted:
  Cannot lint x.yaml: no such file or directory.
  Cannot lint y.yaml: no such file or directory.`,
      hint: "Check the path and its permissions.",
    });
  });

  test("is the whole answer where nothing else was named", async () => {
    const folder = folderWith({});
    writeFileSync(join(folder, "m.yaml"), notUtf8);
    await expect(lint(folder, ["."])).rejects.toMatchObject({ code: "file-unreadable" });
  });

  test("makes no baseline, which would lack its findings", async () => {
    const words = ["t", "--baseline", "b.json", "--write-baseline"];
    await expect(lint(treeWithBinary(), words)).rejects.toMatchObject({ code: "file-unreadable" });
  });
});
