import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { missingLines, withoutNumbers } from "../support/pattern.ts";
import { type Ended, runProcess } from "../support/programs.ts";

const root = join(import.meta.dirname, "..", "..");
const reportFile = join(root, ".demo", "report.json");
const pageFile = join(root, ".demo", "report.html");

interface Report {
  readonly outcome: string;
  readonly exit_code: number;
  readonly steps: readonly { readonly name: string; readonly status: string }[];
  readonly failure: { readonly code: string; readonly hint?: string } | null;
}

/** The demo itself, started as npm starts it. */
function demo(...words: readonly string[]): Promise<Ended> {
  return runProcess(process.execPath, ["scripts/run.mjs", "demo", ...words], { cwd: root });
}

function report(): Report {
  return JSON.parse(readFileSync(reportFile, "utf8")) as Report;
}

function endOf(status: string): string | undefined {
  return report().steps.findLast((step) => step.status === status)?.name;
}

afterEach(() => {
  // Whatever happened, the sandbox is gone: no process of it, no folder.
  expect(existsSync(join(root, ".demo", "sandbox"))).toBe(false);
  expect(processesOfDemo()).toEqual([]);
});

function processesOfDemo(): readonly string[] {
  const all = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
  return all.filter((line) => line.includes(join(root, ".demo", "sandbox")));
}

describe("the demo", () => {
  test("goes the whole way, exits 0 and leaves a report as JSON and as a page", async () => {
    const { exitCode, stdout } = await demo();
    expect(exitCode, stdout).toBe(0);
    expect(report()).toMatchObject({ outcome: "done", exit_code: 0, failure: null });
    expect(report().steps.map(({ status }) => status)).toEqual(Array(7).fill("done"));
    expect(readFileSync(pageFile, "utf8")).toContain("<!doctype html>");
    expect(stdout).toContain(pageFile);
    expect(stdout).toMatch(/^Real here: .* Emulated: Puppet, Docker/m);
  });

  test("prints what README shows of it", async () => {
    const { stdout } = await demo();
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const excerpt = /<!-- demo -->\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    expect(excerpt.split("\n").length).toBeGreaterThan(5);
    const shown = withoutNumbers(excerpt.trimEnd()).split("\n");
    expect(missingLines(shown, withoutNumbers(stdout))).toEqual([]);
  });

  test("takes the sandbox down at Ctrl-C, runs nothing further and exits 130", async () => {
    const words = ["scripts/run.mjs", "demo"];
    // A group of its own, which Ctrl-C on a terminal reaches as a whole.
    const child = spawn(process.execPath, words, { cwd: root, detached: true });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (text.includes("what Puppet sees") && child.pid !== undefined)
        process.kill(-child.pid, "SIGINT");
    });
    child.stderr.resume();
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect(exitCode, said).toBe(130);
    expect(said).not.toContain("deploy sessionstore --yes");
    expect(said).toMatch(/sandbox in .* is gone/);
  });

  test("refuses a word it does not know, and raises nothing", async () => {
    const { exitCode, stderr } = await demo("--break", "everything");
    expect(exitCode).toBe(2);
    const words = "npm run demo -- [--engine embedded|box] [--break version|yaml|port|crash]";
    expect(stderr).toContain(words);
  });

  test("removes no sandbox that could not be taken down, and ends as `down` does", async () => {
    const folder = join(root, ".demo", "sandbox");
    // Of a demo that was killed it would be all by which its sandbox can be taken down.
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "sandbox.json"), "of nobody");
    try {
      const { exitCode, stderr } = await demo();
      expect(exitCode).toBe(2);
      expect(stderr).toContain("sandbox.json is not one that kaskctl wrote");
      expect(existsSync(join(folder, "sandbox.json"))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the demo, broken on purpose", () => {
  const cases = [
    { what: "version", stopsAt: "plan", code: "image-tag-missing", after: "push" },
    { what: "yaml", stopsAt: "lint", code: "findings", after: "plan" },
    { what: "port", stopsAt: "lint", code: "findings", after: "plan" },
    { what: "crash", stopsAt: "smoke", code: "checks-failed", after: undefined },
  ] as const;

  for (const { what, stopsAt, code, after } of cases) {
    test(`${what}: stops at ${stopsAt} with exit code 1 and advice`, async () => {
      const { exitCode, stdout } = await demo("--engine", "embedded", "--break", what);
      expect(exitCode, stdout).toBe(1);
      expect(endOf("failed")).toBe(stopsAt);
      expect(report().failure).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
      const next = report().steps.find(({ name }) => name === after);
      expect(next?.status ?? "skipped").toBe("skipped");
    });
  }
});
