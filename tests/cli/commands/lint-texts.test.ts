import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LintInputOptions, lintInputs } from "../../../cli/commands/lint-texts.ts";

let cwd = "";

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "kaskctl-lint-"));
  const files = [
    "horizon.yaml",
    "notes.txt",
    "some/b.yaml",
    "some/deep/a.yml",
    "some/README.md",
    "hieradata/common.yaml",
    "module/hiera.yaml",
    "module/data/common.yaml",
    "module/data/secret.eyaml",
    "module/.git/x.yaml",
    "module/.fixtures.yml",
    "module/node_modules/x/x.yaml",
  ];
  for (const file of files) {
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), `# ${file}\n`);
  }
  await mkdir(join(cwd, "empty"));
  await writeFile(join(cwd, "large.yaml"), "a".repeat(33 * 1024 * 1024));
  await writeFile(join(cwd, "binary.yaml"), Buffer.from([0x61, 0xff, 0x00]));
  await symlink(join(cwd, "horizon.yaml"), join(cwd, "some", "link.yaml"));
});

afterAll(() => rm(cwd, { recursive: true, force: true }));

async function inputs(paths: readonly string[], change: Partial<LintInputOptions> = {}) {
  const readStdin = async () => "from: stdin\n";
  const options = { cwd, target: undefined, stdinFilename: "<stdin>", readStdin, ...change };
  const { inputs: texts } = await lintInputs(paths, options);
  return texts.map(({ file, text, target }) => [file, target, text]);
}

describe("what lint reads", () => {
  test("is a file, whatever its name ends in", async () => {
    expect(await inputs(["notes.txt"])).toEqual([["notes.txt", "horizon", "# notes.txt\n"]]);
  });

  test("is every YAML file of a folder by name, links left out, its path as it was typed", async () => {
    const found = await inputs(["./some"]);
    expect(found.map(([file]) => file)).toEqual(["some/b.yaml", "some/deep/a.yml"]);
    expect((await inputs([join(cwd, "some")])).map(([file]) => file)).toEqual([
      join(cwd, "some/b.yaml"),
      join(cwd, "some/deep/a.yml"),
    ]);
  });

  test("is nothing that belongs to a tool, and not the hiera.yaml of a tree", async () => {
    const found = await inputs(["module"]);
    expect(found.map(([file, target]) => [file, target])).toEqual([
      ["module/data/common.yaml", "tree"],
      ["module/data/secret.eyaml", "tree"],
    ]);
    expect(await inputs(["module/hiera.yaml"])).toEqual([]);
  });

  test("is each text once, however often it is named", async () => {
    const found = await inputs(["some/b.yaml", "some", "some/b.yaml"]);
    expect(found.map(([file]) => file)).toEqual(["some/b.yaml", "some/deep/a.yml"]);
  });

  test("is stdin once, however often it is named", async () => {
    let reads = 0;
    const readStdin = async () => (reads++ === 0 ? "from: stdin\n" : "");
    expect(await inputs(["-", "-", "/dev/stdin"], { readStdin })).toEqual([
      ["<stdin>", "horizon", "from: stdin\n"],
      ["/dev/stdin", "horizon", "from: stdin\n"],
    ]);
  });

  test("is stdin for a dash, under the name that was given", async () => {
    expect(await inputs(["-"])).toEqual([["<stdin>", "horizon", "from: stdin\n"]]);
    expect(await inputs(["-"], { stdinFilename: "hieradata/x.yaml" })).toEqual([
      ["hieradata/x.yaml", "tree", "from: stdin\n"],
    ]);
  });

  test.each([
    ["horizon.yaml", "horizon"],
    ["hieradata/common.yaml", "tree"],
    ["module/data/common.yaml", "tree"],
    ["some/b.yaml", "horizon"],
  ])("%s is for %s", async (path, target) => {
    expect((await inputs([path])).map(([, found]) => found)).toEqual([target]);
  });

  test("is for whom --target says", async () => {
    expect((await inputs(["hieradata"], { target: "horizon" })).map(([, found]) => found)).toEqual([
      "horizon",
    ]);
  });
});

describe("what lint cannot read", () => {
  test.each([
    ["a path that is not there", "nowhere.yaml", "file-unreadable"],
    ["a folder without a text", "empty", "wrong-use"],
    ["a file of 33 MiB", "large.yaml", "file-unreadable"],
    ["a file that is no text", "binary.yaml", "file-unreadable"],
  ])("%s is refused", async (_, path, code) => {
    await expect(inputs([path])).rejects.toMatchObject({ code, hint: expect.stringMatching(/\w/) });
  });
});
