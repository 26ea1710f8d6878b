import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { needs } from "../../support/requires.ts";
import { folderWith, lint } from "./lint-support.ts";

const bad = "a: 2026-01-01\n";

describe("a baseline", () => {
  test("holds the present findings, and later ones are shown alone", async () => {
    const folder = folderWith({ "t/x.yaml": bad });
    const words = ["t", "--baseline", "known.json"];
    const written = await lint(folder, [...words, "--write-baseline"]);
    expect(written).toMatchObject({ exitCode: 0, stdout: "known.json holds 1 finding.\n" });
    expect(await lint(folder, words)).toMatchObject({
      exitCode: 0,
      stdout: "No findings in 1 file.\nHidden: 1 by the baseline.\n",
    });
    writeFileSync(join(folder, "t/x.yaml"), `# moved\n${bad}b: 2026-02-02\n`);
    const later = await lint(folder, [...words, "-f", "compact"]);
    expect(later.exitCode).toBe(1);
    expect(later.stdout.match(/^.*$/gm)?.filter(Boolean)).toHaveLength(1);
    expect(later.stdout).toContain("t/x.yaml:3:4");
  });

  test("knows the files wherever lint is called from, and however they are named", async () => {
    const folder = folderWith({ "t/x.yaml": bad, "ci/README": "" });
    symlinkSync(folder, join(folder, "link"));
    const written = ["t", "--baseline", "ci/known.json", "--write-baseline"];
    expect((await lint(folder, written)).exitCode).toBe(0);
    const clean = {
      exitCode: 0,
      stdout: "No findings in 1 file.\nHidden: 1 by the baseline.\n",
      stderr: "",
    };
    for (const path of [join(folder, "t"), "./ci/../t", "t/x.yaml", "link/t", "link/t/x.yaml"]) {
      expect(await lint(folder, [path, "--baseline", "ci/known.json"])).toMatchObject(clean);
    }
    const inside = await lint(join(folder, "t"), [".", "--baseline", "../ci/known.json"]);
    expect(inside).toMatchObject(clean);
  });

  test("tells which of its findings are gone, and counts what it and comments hide", async () => {
    const hushed = `b: :x  # kaskctl-disable-line yaml/psych-symbol -- old\n`;
    const folder = folderWith({ "x.yaml": `${bad}gone: 2026-02-02\n${hushed}` });
    const words = ["x.yaml", "--baseline", "b.json"];
    await lint(folder, [...words, "--write-baseline"]);
    writeFileSync(join(folder, "x.yaml"), `${bad}${hushed}`);
    expect(await lint(folder, words)).toEqual({
      exitCode: 0,
      stdout: "No findings in 1 file.\nHidden: 1 by the baseline, 1 by comments.\n",
      stderr: "1 finding of the baseline no longer occurs; --write-baseline writes it anew.\n",
    });
    const { stdout } = await lint(folder, [...words, "--json"]);
    const counts = { files: 1, errors: 0, warnings: 0, infos: 0 };
    const hidden = { suppressed: 1, baselined: 1, stale: 1 };
    expect(JSON.parse(stdout).summary).toEqual({ ...counts, ...hidden });
  });

  test.each([
    ["is not there", undefined, "file-unreadable", "--baseline b.json --write-baseline"],
    ["is no baseline", "[]", "baseline-invalid", "remove it"],
  ])("that %s is a clear error", async (_, text, code, advice) => {
    const folder = folderWith({ "x.yaml": bad, ...(text && { "b.json": text }) });
    await expect(lint(folder, ["x.yaml", "--baseline", "b.json"])).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(advice),
    });
  });
});

/** A repository whose first commit holds `files`, on branch `main`. */
function repositoryWith(files: Readonly<Record<string, string>>) {
  const folder = folderWith(files);
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" },
    });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "first");
  return { folder, git };
}

const places = (stdout: string) => stdout.match(/^\S+:\d+/gm) ?? [];

describe("--since", () => {
  const files = { "data/ä b.yaml": `${bad}b: 1\nc: 1\n`, "data/other.yaml": bad };

  needs("git")(
    "leaves findings on changed lines and in new files, from a sub-folder, too",
    async () => {
      const { folder } = repositoryWith(files);
      writeFileSync(join(folder, "data/ä b.yaml"), `${bad}b: 2026-03-03\nc: 1\n`);
      writeFileSync(join(folder, "data/new.yaml"), bad);
      const words = ["--since", "HEAD", "-f", "compact"];
      const above = await lint(folder, ["data", ...words]);
      expect(above.stdout.match(/\S+ b\.yaml:\d+|\S+new\.yaml:\d+/g)).toEqual([
        "data/new.yaml:1",
        "data/ä b.yaml:2",
      ]);
      const inside = await lint(join(folder, "data"), [".", ...words]);
      expect(places(inside.stdout)).toHaveLength(1);
      expect(inside.stdout.split("\n").filter(Boolean)).toHaveLength(2);
    },
  );

  needs("git")("does not count what others did on that branch since", async () => {
    const { folder, git } = repositoryWith(files);
    git("switch", "-qc", "topic");
    git("switch", "-q", "main");
    writeFileSync(join(folder, "data/other.yaml"), "a: fixed by others\n");
    git("commit", "-qam", "second");
    git("switch", "-q", "topic");
    const { stdout } = await lint(folder, ["data", "--since", "main"]);
    expect(stdout).toBe("No findings in 2 files.\n");
  });

  needs("git")("mends only changed lines with --fix", async () => {
    const { folder } = repositoryWith({ "x.yaml": `${bad}b: 1\n` });
    writeFileSync(join(folder, "x.yaml"), `${bad}b: 2026-03-03\n`);
    await lint(folder, ["x.yaml", "--since", "HEAD", "--fix"]);
    expect(readFileSync(join(folder, "x.yaml"), "utf8")).toBe(`${bad}b: '2026-03-03'\n`);
  });

  needs("git")("is a clear error outside of a repository, and for a ref that is none", async () => {
    await expect(lint(folderWith(files), ["data", "--since", "HEAD"])).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringContaining("not a git repository"),
    });
    const { folder } = repositoryWith(files);
    for (const ref of ["nowhere", "--output=/tmp/x"]) {
      await expect(lint(folder, ["data", `--since=${ref}`])).rejects.toMatchObject({
        code: "git-failed",
        message: expect.stringContaining("git knows no such branch"),
        hint: expect.stringContaining("branch"),
      });
    }
  });
});

describe("--since without what it needs", () => {
  test("is a clear error where there is no git program", async () => {
    const folder = folderWith({ "x.yaml": bad });
    const run = lint(folder, ["x.yaml", "--since", "HEAD"], { env: { PATH: folder } });
    await expect(run).rejects.toMatchObject({
      code: "git-missing",
      hint: expect.stringContaining("Install git"),
    });
  });

  test("is wrong use where it names nothing", async () => {
    const run = lint(folderWith({ "x.yaml": bad }), ["x.yaml", "--since", ""]);
    await expect(run).rejects.toMatchObject({ code: "wrong-use" });
  });
});

describe("the site file's lint section", () => {
  const site = `lint:
  overrides:
    - paths: ["data/old/**"]
      rules: {yaml/disallowed-class: info}
      reason: They are gone next month.
    - paths: ["data/**"]
      rules: {yaml/duplicate-key: warning}
      reason: Not yet.
`;

  test("weighs rules by path, wherever lint is called from, and tells of what it does not change", async () => {
    const files = {
      "kaskctl.yaml": site,
      "data/old/x.yaml": bad,
      "data/y.yaml": "b: 2026-01-01\n",
    };
    const folder = folderWith(files);
    const { stdout, stderr } = await lint(join(folder, "data"), [".", "-f", "compact"]);
    expect(stdout.match(/^\S+: \w+/gm)).toEqual(["old/x.yaml:1:4: info", "y.yaml:1:4: error"]);
    expect(stderr).toContain("kaskctl.yaml:6:7: this override changes nothing; remove it.\n");
    const weighed = await lint(folder, ["data", "--rule", "yaml/disallowed-class=warning"]);
    expect(weighed.stderr).not.toContain("kaskctl.yaml:3:7");
    expect((await lint(join(folder, "data"), [".", "--fix"])).stderr).toMatch(
      /^y\.yaml: 1 finding mended$/m,
    );
  });
});

describe("a glob of an override that fits no file", () => {
  const site = (glob: string) =>
    `lint:\n  overrides:\n    - {paths: ["${glob}"], rules: {yaml/truthy: off}, reason: x}\n`;

  test.each([
    ["whose folder is not there", "hieradata/odl/**", "hieradata/x.yaml", true],
    ["that names a file which is not there", "hieradata/y.yaml", "hieradata/x.yaml", true],
    ["in a folder that was linted", "hieradata/*.yml", "hieradata", true],
    ["in the folder that was linted", "**/z.yaml", ".", true],
    ["in a folder that was not looked at", "other/*.yml", "hieradata", false],
    ["unless a file fits", "hieradata/*.yaml", "hieradata", false],
  ])("%s: %s, lint %s", async (_, glob, path, isTold) => {
    const folder = folderWith({
      "kaskctl.yaml": site(glob),
      "hieradata/x.yaml": "a: b\n",
      "other/y.yaml": "a: b\n",
    });
    const { stderr } = await lint(folder, [path]);
    expect(stderr.includes(`kaskctl.yaml:3:7: no file fits ${glob}`)).toBe(isTold);
  });
});

describe("the cache", () => {
  test("gives the same findings again, and those of a text that changed anew", async () => {
    const folder = folderWith({ "t/x.yaml": bad, "t/y.yaml": "a: 1\n" });
    const run = async (...words: readonly string[]) =>
      (await lint(folder, ["t", "-f", "compact", ...words])).stdout;
    const cold = await run();
    expect(await run()).toBe(cold);
    writeFileSync(join(folder, "t/y.yaml"), bad);
    const changed = await run();
    expect(changed).toBe(await run("--no-cache"));
    expect(changed).not.toBe(cold);
  });

  test("that is damaged or cannot be written costs nothing but time", async () => {
    const folder = folderWith({ "t/x.yaml": bad, ".cache": "a file in its way" });
    expect((await lint(folder, ["t"])).exitCode).toBe(1);
  });
});
