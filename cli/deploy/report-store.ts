import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { systemReason, writeFileAtomically } from "../base/files.ts";
import { didYouMean } from "../base/suggest.ts";
import type { DeployReport } from "./deploy-report.ts";
import type { Plan } from "./plan.ts";

/** Keeps the report of a deploy in `<stateFolder>/reports`, mode 0600, without the true texts of its plan. */
export async function saveReport(stateFolder: string, report: DeployReport): Promise<void> {
  const { plan } = report;
  const shown = { ...report, plan: plan && withoutTrueTexts(plan) };
  const path = join(stateFolder, "reports", `${report.id}.json`);
  await writeFileAtomically(path, `${JSON.stringify(shown)}\n`, 0o600);
}

/**
 * A kept report; the latest where no id is given.
 * @throws {KaskctlError} unknown-report, file-unreadable
 */
export async function loadReport(stateFolder: string, id?: string): Promise<DeployReport> {
  const folder = join(stateFolder, "reports");
  const reports = await readAll(folder);
  const latest = [...reports.values()]
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
    .at(-1);
  const found = id === undefined ? latest : reports.get(id);
  if (found) return found;
  const what = id === undefined ? "There is no report yet" : `There is no report ${id}`;
  throw new KaskctlError("unknown-report", `${what} in ${folder}.`, {
    hint: id === undefined ? "kaskctl deploy makes one." : didYouMean(id, [...reports.keys()]),
  });
}

async function readAll(folder: string): Promise<ReadonlyMap<string, DeployReport>> {
  const names = await readdir(folder).catch((): string[] => []);
  const reports = names
    .filter((name) => name.endsWith(".json") && !name.startsWith("."))
    .map(
      async (name) =>
        [name.slice(0, -".json".length), await readReport(join(folder, name))] as const,
    );
  return new Map(await Promise.all(reports));
}

async function readReport(path: string): Promise<DeployReport> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as DeployReport;
  } catch (cause) {
    throw new KaskctlError(
      "file-unreadable",
      `Cannot read the report ${path}: ${systemReason(cause)}.`,
      {
        cause,
        hint: "Delete the file; the deploy itself is not touched by it.",
      },
    );
  }
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
