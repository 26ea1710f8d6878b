import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** How many tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The projects of `vitest.config.ts`, in the order in which they run. */
const projects = ["unit", "cassandra", "cluster"] as const;

/**
 * Runs vitest once for each project, so that a cluster costs no other test its memory; names what was
 * skipped, and counts. Runs that tested nothing have failed.
 */
export function runVitest(args: readonly string[]): Counts {
  const counts = projects.map((project) => runProject(project, args));
  const sum = (name: keyof Counts): number => counts.reduce((total, each) => total + each[name], 0);
  const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
  const testedNothing = passed === 0 && failed === 0;
  return { passed, failed: testedNothing ? 1 : failed, skipped };
}

function runProject(project: string, args: readonly string[]): Counts {
  const reportFile = join(root, ".cache", `vitest-${project}.json`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  rmSync(reportFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const words = ["run", `--project=${project}`, "--passWithNoTests", ...reporters];
  const { status } = spawnSync(join(root, "node_modules", ".bin", "vitest"), [...words, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  const report = readReport(reportFile);
  if (!report) return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  const skipped = namesOf(report, "skipped", "pending", "todo");
  for (const name of skipped) console.log(`skipped: ${name}`);
  const { numPassedTests: passed, numFailedTests: failed } = report;
  // A file that cannot even be loaded fails as a suite and counts no test.
  const brokenElsewhere = failed === 0 && status !== 0 ? 1 : 0;
  return { passed, failed: failed + brokenElsewhere, skipped: skipped.length };
}

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  } catch {
    return undefined;
  }
}

function namesOf({ testResults }: VitestReport, ...statuses: readonly string[]): readonly string[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => statuses.includes(status))
    .map(({ fullName }) => fullName.trim());
}
