import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { needs } from "../../support/requires.ts";
import { folderWith, lint } from "./lint-support.ts";

const bad = "# kept\r\nsince: 2026-01-01   \r\nzeal: 'ü😀'";
const good = bad.replace("2026-01-01", "'2026-01-01'");

/** So long that no temporary file can be called after it. */
const longName = `${"b".repeat(250)}.yaml`;

const textOf = (folder: string, name = "x.yaml") => readFileSync(join(folder, name), "utf8");

describe("lint --fix", () => {
  test("writes what can be mended, keeps every other byte and the mode, and says so", async () => {
    const folder = folderWith({ "x.yaml": bad, "y.yaml": "a: 1\n" });
    chmodSync(join(folder, "x.yaml"), 0o640);
    const { exitCode, stderr, stdout } = await lint(folder, ["x.yaml", "y.yaml", "--fix"]);
    expect(textOf(folder)).toBe(good);
    expect(statSync(join(folder, "x.yaml")).mode & 0o777).toBe(0o640);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "x.yaml: 1 finding mended\n" });
    expect(stdout).toBe("No findings in 2 files.\n");
    expect(readdirSync(folder).sort()).toEqual(["x.yaml", "y.yaml"]);
  });

  test("is done after one run", async () => {
    const folder = folderWith({ "x.yaml": bad });
    await lint(folder, ["x.yaml", "--fix"]);
    const { ino } = statSync(join(folder, "x.yaml"));
    expect(await lint(folder, ["x.yaml", "--fix"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(statSync(join(folder, "x.yaml")).ino).toBe(ino);
  });

  test("prints stdin mended, and findings that are left on stderr", async () => {
    const stdin = `${bad}\ncolon: ":x"\n`;
    const { stdout, stderr, exitCode } = await lint(folderWith({}), ["-", "--fix"], { stdin });
    expect(stdout).toBe(`${good}\ncolon: ":x"\n`);
    expect(stderr).toContain("<stdin>: 1 finding mended\n");
    expect(stderr).toContain("[yaml/psych-symbol]");
    expect(exitCode).toBe(1);
  });

  test.each([[["--json"]], [["-f", "json"]]])(
    "gives stdin mended in one JSON document with %j",
    async (words) => {
      const { stdout } = await lint(folderWith({}), ["-", "--fix", ...words], { stdin: bad });
      expect(JSON.parse(stdout)).toMatchObject({ schema_version: 1, findings: [], fixed: good });
    },
  );

  test("refuses a link that leads out of the tree, and then writes nothing at all", async () => {
    const outside = folderWith({ "secret.yaml": bad });
    const folder = folderWith({ "a.yaml": bad });
    symlinkSync(join(outside, "secret.yaml"), join(folder, "link.yaml"));
    await expect(lint(folder, ["a.yaml", "link.yaml", "--fix"])).rejects.toMatchObject({
      code: "file-unwritable",
      message: expect.stringContaining("outside"),
    });
    expect([textOf(folder, "a.yaml"), textOf(outside, "secret.yaml")]).toEqual([bad, bad]);
  });

  test("mends the file behind a link inside the tree, and keeps the link", async () => {
    const folder = folderWith({ "real/x.yaml": bad });
    symlinkSync(join("real", "x.yaml"), join(folder, "link.yaml"));
    await lint(folder, ["link.yaml", "--fix"]);
    expect(textOf(folder, "real/x.yaml")).toBe(good);
    expect(lstatSync(join(folder, "link.yaml")).isSymbolicLink()).toBe(true);
  });

  test("writes nothing at all where one of the files cannot be written", async () => {
    const folder = folderWith({ "a.yaml": bad, "b.yaml": bad });
    linkSync(join(folder, "b.yaml"), join(folder, "second name"));
    const run = lint(folder, ["a.yaml", "b.yaml", "--fix"]);
    await expect(run).rejects.toMatchObject({
      code: "file-unwritable",
      message: expect.stringContaining("2 names"),
      hint: expect.stringContaining("Nothing was written."),
    });
    expect([textOf(folder, "a.yaml"), textOf(folder, "b.yaml")]).toEqual([bad, bad]);
    expect(statSync(join(folder, "b.yaml")).nlink).toBe(2);
  });

  test("says what it has mended where a later file cannot be written after all", async () => {
    const folder = folderWith({ "a.yaml": bad, [longName]: bad });
    const run = lint(folder, ["a.yaml", longName, "--fix"]);
    await expect(run).rejects.toMatchObject({
      code: "file-unwritable",
      message: expect.stringContaining(`Cannot mend ${longName}`),
      hint: expect.stringContaining("Mended before it: a.yaml."),
    });
    expect([textOf(folder, "a.yaml"), textOf(folder, longName)]).toEqual([good, bad]);
  });

  test.runIf(process.getuid?.() === 0)("leaves a file with whom it belongs to", async () => {
    const folder = folderWith({ "x.yaml": bad });
    chownSync(join(folder, "x.yaml"), 65534, 65534);
    chmodSync(join(folder, "x.yaml"), 0o640);
    await lint(folder, ["x.yaml", "--fix"]);
    const { uid, gid, mode } = statSync(join(folder, "x.yaml"));
    expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: 65534, gid: 65534, mode: 0o640 });
    expect(textOf(folder)).toBe(good);
  });

  test("mends no tree's files but those it would lint", async () => {
    const folder = folderWith({ "t/x.yaml": bad, "t/.git/x.yaml": bad });
    mkdirSync(join(folder, "t/node_modules"));
    writeFileSync(join(folder, "t/node_modules/x.yaml"), bad);
    await lint(folder, ["t", "--fix"]);
    expect(textOf(folder, "t/x.yaml")).toBe(good);
    expect([textOf(folder, "t/.git/x.yaml"), textOf(folder, "t/node_modules/x.yaml")]).toEqual([
      bad,
      bad,
    ]);
  });

  test("does only what is not in the baseline", async () => {
    const folder = folderWith({ "x.yaml": "old: 2026-01-01\n" });
    await lint(folder, ["x.yaml", "--baseline", "b.json", "--write-baseline"]);
    writeFileSync(join(folder, "x.yaml"), "old: 2026-01-01\nnew: 2026-02-02\n");
    await lint(folder, ["x.yaml", "--baseline", "b.json", "--fix"]);
    expect(textOf(folder)).toBe("old: 2026-01-01\nnew: '2026-02-02'\n");
  });
});

test("a fix that would bring another error is not made, not offered again, and told", async () => {
  const folder = folderWith({
    "hieradata/common.yaml": "profile::web::on: 2026-01-01\n",
    "modules/profile/manifests/web.pp": "class profile::web (Boolean $on) { }\n",
  });
  for (const flag of ["--fix", "--diff"]) {
    const { stdout, stderr } = await lint(folder, ["hieradata", flag]);
    expect(stderr).toContain(
      "hieradata/common.yaml:1:19: not mended, since that would bring an error [yaml/disallowed-class]\n",
    );
    expect(stdout).not.toContain("--fix");
  }
  expect(textOf(folder, "hieradata/common.yaml")).toBe("profile::web::on: 2026-01-01\n");
});

test.each(["json", "sarif"])("fixes in %s hold no secret", async (format) => {
  const text = [
    "a::password: 012345",
    "b::password: 0x1FFFF",
    "c: &x {since: 1, password: hunter22}",
    "d: *x",
    "",
  ].join("\n");
  const folder = folderWith({ "x.yaml": text });
  const { stdout } = await lint(folder, ["x.yaml", "-f", format, "--profile", "strict"]);
  expect(stdout).toContain("yaml/implicit-number");
  expect(stdout).toContain("yaml/horizon-alias");
  expect(stdout).not.toMatch(/12345|131071|1FFFF|hunter22/u);
});

describe("lint --diff", () => {
  needs("git")(
    "prints what git can apply, writes nothing, and judges the text as it is",
    async () => {
      const folder = folderWith({ "sub/x.yaml": bad.replaceAll("\r", "") });
      const { stdout, exitCode } = await lint(folder, ["sub/x.yaml", "--diff"]);
      expect(textOf(folder, "sub/x.yaml")).toBe(bad.replaceAll("\r", ""));
      expect(exitCode).toBe(1);
      execFileSync("git", ["apply", "-"], { cwd: folder, input: stdout });
      expect(textOf(folder, "sub/x.yaml")).toBe(good.replaceAll("\r", ""));
    },
  );

  test("hides values of secrets, changed or beside a change, and says so", async () => {
    const key = ["-----BEGIN RSA PRIVATE KEY-----", "one", "two", "three", "four"];
    const text = [
      "private_key: |",
      ...key.map((line) => `  ${line}`),
      "since: 2026-01-01",
      "db_password: 0123456",
      'token: "t0ps3cret"',
      "",
    ].join("\n");
    const folder = folderWith({ "x.yaml": text });
    const { stdout, stderr } = await lint(folder, ["x.yaml", "--diff", "--fix-unsafe"]);
    expect(stdout).toContain("+since: '2026-01-01'\n");
    expect(stdout).toContain("-db_password: [secret]\n");
    expect(stdout).toContain("+db_password: [secret]\n");
    expect(stdout).toContain(" token: [secret]\n");
    expect(stdout).not.toMatch(/0123456|t0ps3cret|three|four/u);
    expect(stderr).toContain("hidden in the diff");
  });

  test.each([[["--json"]], [["-f", "json"]]])(
    "is a member of the document with %j",
    async (words) => {
      const folder = folderWith({ "x.yaml": bad });
      const { stdout } = await lint(folder, ["x.yaml", "--diff", ...words]);
      const { diff, findings } = JSON.parse(stdout);
      expect(diff).toContain("+since: '2026-01-01'");
      expect(findings).toHaveLength(1);
    },
  );

  test.each([
    [["-o", "x.patch"]],
    [["-f", "sarif"]],
    [["-f", "json", "-o", "x.json", "-f", "text"]],
  ])("is alone on stdout, and never in a report: wrong use with %j", async (words) => {
    const run = lint(folderWith({ "x.yaml": bad }), ["x.yaml", "--diff", ...words]);
    await expect(run).rejects.toMatchObject({ code: "wrong-use" });
  });

  test("prints nothing where nothing can be mended", async () => {
    const folder = folderWith({ "x.yaml": "a: 1\n" });
    for (const flag of ["--fix", "--fix-unsafe"]) {
      expect(await lint(folder, ["x.yaml", "--diff", flag])).toEqual({
        stdout: "",
        stderr: `There is nothing to mend with ${flag}.\n`,
        exitCode: 0,
      });
    }
  });
});

test.each(["yes", "TRUE", "off"])(
  "a Boolean in quotes, %s, is written as the fix and its help say, and needs no other fix",
  async (word) => {
    const folder = folderWith({
      "hieradata/common.yaml": `profile::web::on: '${word}'\n`,
      "modules/profile/manifests/web.pp": "class profile::web (Boolean $on) { }\n",
    });
    const { stdout } = await lint(folder, ["hieradata"]);
    const plain = word === "off" ? "false" : "true";
    expect(stdout).toContain(`help: Write it without quotes: ${plain}.`);
    const { exitCode } = await lint(folder, ["hieradata", "--fix-unsafe"]);
    expect(exitCode).toBe(0);
    expect(textOf(folder, "hieradata/common.yaml")).toBe(`profile::web::on: ${plain}\n`);
  },
);
