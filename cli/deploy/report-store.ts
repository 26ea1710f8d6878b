import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { systemReason, writeFileAtomically } from "../base/files.ts";
import { didYouMean } from "../base/suggest.ts";
import type { DeployReport } from "./deploy-report.ts";
import type { Plan } from "./plan.ts";

/**
 * Keeps the report of a deploy in `<stateFolder>/reports`, mode 0600, without the true texts of its
 * plan.
 * @throws {KaskctlError} file-unwritable
 */
export async function saveReport(stateFolder: string, report: DeployReport): Promise<void> {
  const { plan } = report;
  const shown = { ...report, plan: plan && withoutTrueTexts(plan) };
  const path = join(reportsFolder(stateFolder), `${report.id}.json`);
  await writeFileAtomically(path, `${JSON.stringify(shown)}\n`, 0o600);
}

/**
 * A kept report; the latest where no id is given.
 * @throws {KaskctlError} unknown-report, file-unreadable
 */
export async function loadReport(stateFolder: string, id?: string): Promise<DeployReport> {
  const folder = reportsFolder(stateFolder);
  const ids = await idsIn(folder);
  if (id !== undefined && ids.includes(id)) return readReport(folder, id);
  if (id === undefined && ids.length > 0) return latestOf(folder, ids);
  const what = id === undefined ? "There is no report yet" : `There is no report ${id}`;
  throw new KaskctlError("unknown-report", `${what} in ${folder}.`, {
    hint: id === undefined ? "kaskctl deploy makes one." : didYouMean(id, ids),
  });
}

function reportsFolder(stateFolder: string): string {
  return join(stateFolder, "reports");
}

async function idsIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .map((name) => name.slice(0, -".json".length));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unreadable(folder, cause);
  }
}

async function latestOf(folder: string, ids: readonly string[]): Promise<DeployReport> {
  const reports = await Promise.all(ids.map((id) => readReport(folder, id)));
  return reports.reduce((latest, report) =>
    report.startedAt > latest.startedAt ? report : latest,
  );
}

/** What was kept before versions were asked for has none. */
type KeptReport = Omit<DeployReport, "programs"> & Partial<DeployReport>;

async function readReport(folder: string, id: string): Promise<DeployReport> {
  const path = join(folder, `${id}.json`);
  try {
    const kept: KeptReport = JSON.parse(await readFile(path, "utf8"));
    return { programs: [], ...kept };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): KaskctlError {
  const reason = cause instanceof SyntaxError ? "it is cut or damaged" : systemReason(cause);
  return new KaskctlError("file-unreadable", `Cannot read the report ${path}: ${reason}.`, {
    cause,
    hint: "Check its permissions, or delete it; the deploy itself is not touched by it.",
  });
}

/** The texts of a plan may hold a secret that was published on purpose; a report is passed around. */
function withoutTrueTexts(plan: Plan): Plan {
  return {
    ...plan,
    prefixes: plan.prefixes.map(({ shown, ...prefix }) => ({
      ...prefix,
      base: { ...prefix.base, text: shown?.base },
      next: { ...prefix.next, text: shown?.next ?? "" },
      ...(shown && { shown }),
    })),
  };
}
