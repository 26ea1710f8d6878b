import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kaskctl, runKaskctl } from "../support/programs.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kaskctl-lint-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (words: readonly string[], stdin = "") =>
  runKaskctl(["lint", ...words], {
    cwd: folder,
    stdin,
    env: { XDG_CACHE_HOME: join(folder, "c") },
  });

function given(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe("lint of hostile texts", () => {
  const levels = 10_000;
  const steps = Array.from({ length: 30 }, (_, level) =>
    level === 0 ? "a0: &a0 [x]" : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
  );

  test.each([
    ["10,000 levels in flow style", `a: ${"[".repeat(levels)}${"]".repeat(levels)}\n`, 1],
    ["10,000 levels in block style", `${"- ".repeat(levels)}x\n`, 1],
    ["an alias bomb", `${steps.join("\n")}\n`, 1],
    ["one line of 3 MB", `a: ${"x".repeat(3 * 2 ** 20)}\n`, 1],
    ["100 MB on one line", `a: ${"x".repeat(100 * 2 ** 20)}\n`, 3],
    ["bytes that are no text", Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x00, 0xfe]), 3],
    ["control characters", "a: \u0000\u0007\u001b[2J\n", 1],
    ["nothing", "", 1],
  ])("of %s gives findings or a clear error, never a crash", async (_, text, code) => {
    const { exitCode, stdout, stderr } = await run([given("hostile.yaml", text)]);
    expect({ exitCode, stderr: stderr.slice(0, 400) }).toEqual({
      exitCode: code,
      stderr: code === 3 ? expect.stringContaining("Cannot ") : "",
    });
    expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]| {4}at /u);
  });
});

test("a signal ends a long lint at once", async () => {
  const words = ["lint", given("long.yaml", "k: 2026-01-01\n".repeat(150_000)), "-f", "sarif"];
  const child = spawn(process.execPath, [kaskctl, ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let printed = 0;
  child.stdout.on("data", (bytes: Buffer) => {
    printed += bytes.length;
  });
  const timer = setInterval(() => child.kill("SIGTERM"), 300);
  const [exitCode, signal] = await once(child, "close");
  clearInterval(timer);
  expect({ isStopped: exitCode === 130 || signal === "SIGTERM", printed }).toEqual({
    isStopped: true,
    printed: 0,
  });
});

describe("lint --watch as a process", () => {
  test("ends with 130 at Ctrl-C, after it has reported a save", async () => {
    mkdirSync(join(folder, "watched"));
    given("watched/x.yaml", "a: 2026-01-01\n");
    const words = [kaskctl, "lint", "watched", "--watch", "-f", "compact"];
    const child = spawn(process.execPath, words, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8");
    expect(String(await once(child.stdout, "data"))).toContain("watched/x.yaml:1:4");
    given("watched/x.yaml", "# later\na: 2026-01-01\n");
    expect(String(await once(child.stdout, "data"))).toContain("watched/x.yaml:2:4");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
  });
});

test("the sample gives its two warnings and two infos, and no error", async () => {
  const sample = join(import.meta.dirname, "..", "cli", "lint", "sample-hiera.yaml");
  const { stdout, exitCode } = await run([sample, "--json", "--profile", "strict"]);
  const { findings, summary } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly rule: string; readonly severity: string }[];
    readonly summary: object;
  };
  expect(exitCode).toBe(0);
  expect(findings.map(({ rule, severity }) => `${severity} ${rule}`).sort()).toEqual([
    "info service/config-path",
    "info service/kask-base-uri",
    "warning secret/default-credentials",
    "warning service/obsolete-key",
  ]);
  expect(summary).toMatchObject({ files: 1, errors: 0, warnings: 2, infos: 2 });
});
