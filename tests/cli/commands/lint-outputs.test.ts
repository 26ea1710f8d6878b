import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, lint } from "./lint-support.ts";

const date = { "x.yaml": "since: 2026-01-01\n" };

describe("reports of one run", () => {
  test("go where the n-th -o says for the n-th -f, and to stdout without one", async () => {
    const folder = folderWith(date);
    const words = ["x.yaml", "-f", "sarif", "-o", "x.sarif", "-f", "junit", "-o", "x.xml"];
    const { stdout, exitCode } = await lint(folder, [...words, "-f", "compact"]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^x\.yaml:1:8: error: .* \[yaml\/disallowed-class\]\n$/);
    expect(JSON.parse(readFileSync(join(folder, "x.sarif"), "utf8"))).toMatchObject({
      version: "2.1.0",
      runs: [{ tool: { driver: { semanticVersion: "0" } }, results: [{ level: "error" }] }],
    });
    expect(readFileSync(join(folder, "x.xml"), "utf8")).toContain('failures="1"');
  });

  test("take - for stdout, so that a later format has a file", async () => {
    const folder = folderWith(date);
    const words = ["x.yaml", "-f", "compact", "-o", "-", "-f", "gitlab", "-o", "x.json"];
    expect((await lint(folder, words)).stdout).toMatch(/^x\.yaml:1:8/);
    expect(JSON.parse(readFileSync(join(folder, "x.json"), "utf8"))).toHaveLength(1);
  });

  test("say with --json which files were written where none goes to stdout", async () => {
    const folder = folderWith(date);
    const { stdout } = await lint(folder, ["x.yaml", "--json", "-f", "github", "-o", "x.txt"]);
    expect(JSON.parse(stdout)).toEqual({ schema_version: 1, files: [join(folder, "x.txt")] });
  });

  test.each([
    ["two on stdout", ["-f", "text", "-f", "sarif"]],
    ["two on stdout by its other name", ["-f", "text", "-f", "sarif", "-o", "/dev/stdout"]],
    ["two in one file", ["-f", "text", "-o", "x", "-f", "sarif", "-o", "x"]],
    ["more files than formats", ["-f", "text", "-o", "x", "-o", "y"]],
    ["text on stdout beside --json", ["-f", "text", "--json"]],
    ["a format that is none", ["-f", "toml"]],
  ])("are wrong use as %s", async (_, words) => {
    const run = lint(folderWith(date), ["x.yaml", ...words]);
    await expect(run).rejects.toMatchObject({ code: "wrong-use" });
  });

  test("of JUnit are red exactly where --fail-on is", async () => {
    const folder = folderWith({ "x.yaml": "since: 2026-01-01\n" });
    const words = ["x.yaml", "--rule", "yaml/disallowed-class=warning", "-f", "junit"];
    const lenient = await lint(folder, words);
    const strict = await lint(folder, [...words, "--fail-on", "warning"]);
    expect([lenient.exitCode, strict.exitCode]).toEqual([0, 1]);
    expect(lenient.stdout).toContain('failures="0"');
    expect(strict.stdout).toContain('failures="1"');
  });
});

describe("options that have no meaning together", () => {
  test.each([
    [["x.yaml", "--watch", "--fix"]],
    [["x.yaml", "--watch", "--json"]],
    [["-", "--watch"]],
    [["-", "--since", "HEAD"]],
    [["/dev/stdin", "--since", "HEAD"]],
    [["x.yaml", ""]],
    [["x.yaml", "--write-baseline"]],
    [["x.yaml", "--write-baseline", "--baseline", "b", "--since", "HEAD"]],
    [["x.yaml", "--explain-pipeline", "-f", "sarif"]],
    [["--fix"]],
    [["--watch"]],
    [["--since", "HEAD"]],
  ])("are wrong use: %j", async (words) => {
    const run = lint(folderWith(date), words);
    await expect(run).rejects.toMatchObject({
      code: "wrong-use",
      hint: expect.stringMatching(/\w/),
    });
  });
});
