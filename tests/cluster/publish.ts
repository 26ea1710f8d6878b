import { readFileSync, writeFileSync } from "node:fs";
import { complaintsOf, type KaskProcess } from "../support/kask-process.ts";
import { failuresOf, operations, type PhaseReport } from "./load-report.ts";

/**
 * Prints what loads saw, one line for each phase: for each operation how many failed of how many, and
 * milliseconds over all; and what Kask complained of, where any did. Where `KASKCTL_CLUSTER_JSON` names
 * a file, it is added there, too.
 */
export function publish(title: string, kask: KaskProcess, phases: readonly PhaseReport[]): void {
  const head = ["", ...operations, "p50 ms", "p99 ms", "max ms"];
  const rows = phases.map((phase) => [
    phase.title,
    ...operations.map((name) => `${phase[name].failed} of ${phase[name].sent} failed`),
    ...[phase.p50Ms, phase.p99Ms, phase.maxMs].map(String),
  ]);
  console.log(`${title}\n${aligned([head, ...rows])}${reasonsOf(phases)}`);
  if (failuresOf(phases).length > 0) console.log(complaintsOf(kask));
  addToFile(title, phases);
}

/** Prints a figure that no load counts, and adds it to the same file. */
export function publishFigures(title: string, figures: Readonly<Record<string, number>>): void {
  const words = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value)}`);
  console.log(`${title}: ${words.join(", ")}`);
  addToFile(title, figures);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return rows.map(line).join("\n");
}

function reasonsOf(phases: readonly PhaseReport[]): string {
  return phases
    .flatMap((phase) => operations.map((name) => ({ phase, name, reasons: phase[name].reasons })))
    .filter(({ reasons }) => Object.keys(reasons).length > 0)
    .map(({ phase, name, reasons }) => `\n${phase.title}: ${name}: ${JSON.stringify(reasons)}`)
    .join("");
}

function addToFile(title: string, result: unknown): void {
  const file = process.env["KASKCTL_CLUSTER_JSON"];
  if (file === undefined) return;
  writeFileSync(file, `${JSON.stringify({ ...earlier(file), [title]: result }, undefined, 2)}\n`);
}

function earlier(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as object;
  } catch {
    return {};
  }
}
