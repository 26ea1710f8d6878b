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

/** What one run of vitest did. */
interface Run extends Counts {
  readonly failures: readonly string[];
}

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly Assertion[];
  }[];
}

/** The projects of `vitest.config.ts`, in the order in which they run. */
export const projects = ["unit", "cassandra", "cluster", "box"] as const;

/**
 * Runs vitest once for each of these projects, so that a cluster costs no other test its memory; names what was
 * skipped and, below all that they printed, what failed; and counts. Runs that tested nothing have failed.
 */
export function runVitest(names: readonly string[], args: readonly string[]): Counts {
  const runs = names.map((project) => runProject(project, args));
  for (const failure of runs.flatMap(({ failures }) => failures)) console.log(`failed: ${failure}`);
  const sum = (name: keyof Counts): number => runs.reduce((total, each) => total + each[name], 0);
  const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
  const testedNothing = passed === 0 && failed === 0;
  return { passed, failed: testedNothing ? 1 : failed, skipped };
}

function runProject(project: string, args: readonly string[]): Run {
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
  if (!report) return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0, failures: [] };
  const skipped = withStatus(report, "skipped", "pending", "todo");
  for (const { fullName } of skipped) console.log(`skipped: ${fullName.trim()}`);
  const failures = withStatus(report, "failed").map(failureOf);
  const { numPassedTests: passed, numFailedTests: failed } = report;
  // A file that cannot even be loaded fails as a suite and counts no test.
  const brokenElsewhere = failed === 0 && status !== 0 ? 1 : 0;
  return { passed, failed: failed + brokenElsewhere, skipped: skipped.length, failures };
}

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  } catch {
    return undefined;
  }
}

function withStatus(
  { testResults }: VitestReport,
  ...statuses: readonly string[]
): readonly Assertion[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => statuses.includes(status));
}

/** A test that failed and the first line of why. */
function failureOf({ fullName, failureMessages: [message = ""] }: Assertion): string {
  return `${fullName.trim()}: ${message.split("\n", 1)[0]}`;
}
