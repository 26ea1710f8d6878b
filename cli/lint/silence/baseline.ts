import { createHash } from "node:crypto";
import { KaskctlError } from "../../base/errors.ts";
import type { Finding } from "../rule.ts";

/** Findings that were there when a tree adopted the linter; they are not shown. */
export interface Baseline {
  readonly findings: readonly BaselineEntry[];
}

/** Equal findings of one file: moved lines do not change what identifies them. */
export interface BaselineEntry {
  readonly rule: string;
  /** As seen from the folder of the baseline, so that it fits wherever lint is called from. */
  readonly file: string;
  /** The way to the value, joined by ` > `; empty where the finding is about no value. */
  readonly path: string;
  /** Of the text of the finding's first line, without its indentation. */
  readonly line: string;
  readonly count: number;
}

/** What a baseline leaves of a run's findings. */
export interface Baselined {
  readonly findings: readonly Finding[];
  /** How many findings the baseline knows. */
  readonly baselined: number;
  /** How many findings of the baseline, in files of the run, are gone: it can be written again. */
  readonly stale: number;
}

/** The linted texts by the findings' `file`. */
export type Sources = ReadonlyMap<string, string>;

/** Gives the `file` of entries for the `file` of a finding. */
export type BaselinePath = (file: string) => string;

/** The baseline that knows all `findings`; its entries are in the order of files, paths and rules. */
export function baselineOf(
  findings: readonly Finding[],
  sources: Sources,
  pathOf: BaselinePath,
): Baseline {
  const lineOf = lineReader(sources);
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const entry = entryOf(finding, lineOf, pathOf);
    const name = nameOf(entry);
    entries.set(name, { ...entry, count: (entries.get(name)?.count ?? 0) + 1 });
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return { findings: sorted.map(([, entry]) => entry) };
}

/** Leaves out what `baseline` knows: of equal findings, the first ones. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  sources: Sources,
  pathOf: BaselinePath,
): Baselined {
  const lineOf = lineReader(sources);
  const left = new Map(baseline.findings.map((entry) => [nameOf(entry), entry.count]));
  const shown = findings.filter((finding) => {
    const name = nameOf(entryOf(finding, lineOf, pathOf));
    const count = left.get(name) ?? 0;
    if (count > 0) left.set(name, count - 1);
    return count === 0;
  });
  const linted = new Set([...sources.keys()].map(pathOf));
  const stale = baseline.findings
    .filter(({ file }) => linted.has(file))
    .reduce((sum, entry) => sum + (left.get(nameOf(entry)) ?? 0), 0);
  return { findings: shown, baselined: findings.length - shown.length, stale };
}

/** A baseline as the text of its file: one line per entry, so that changes can be reviewed. */
export function encodeBaseline({ findings }: Baseline): string {
  const lines = findings.map(({ rule, file, path, line, count }) =>
    JSON.stringify({ rule, file, path, line, count }),
  );
  const list = lines.length === 0 ? "[]" : `[\n    ${lines.join(",\n    ")}\n  ]`;
  return `{\n  "schema_version": 1,\n  "findings": ${list}\n}\n`;
}

/**
 * Reads the text of a baseline's `file`.
 * @throws {KaskctlError} baseline-invalid
 */
export function decodeBaseline(text: string, file: string): Baseline {
  const data = parse(text, file);
  if (!isRecord(data) || data["schema_version"] !== 1) {
    throw invalid(file, "it is no baseline of schema version 1");
  }
  const { findings } = data;
  if (!Array.isArray(findings)) throw invalid(file, "`findings` is no list");
  const wrong = findings.findIndex((entry) => !isEntry(entry));
  if (wrong !== -1) throw invalid(file, `entry ${wrong + 1} of \`findings\` is not one`);
  return { findings: findings as readonly BaselineEntry[] };
}

type LineReader = (finding: Finding) => string;

function entryOf(
  finding: Finding,
  lineOf: LineReader,
  pathOf: BaselinePath,
): Omit<BaselineEntry, "count"> {
  const { rule, file, path } = finding;
  return { rule, file: pathOf(file), path: path.join(" > "), line: lineOf(finding) };
}

function nameOf({ file, path, rule, line }: Omit<BaselineEntry, "count">): string {
  return [file, path, rule, line].join("\n");
}

/** Digests of lines; a text is split once. */
function lineReader(sources: Sources): LineReader {
  const split = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const lines = split.get(file) ?? (sources.get(file) ?? "").split(/\r\n|\r|\n/u);
    split.set(file, lines);
    return digest((lines[line - 1] ?? "").trim());
  };
}

/** Not the line itself: it may hold a secret, and the baseline is committed. */
function digest(line: string): string {
  return createHash("sha256").update(line).digest("hex").slice(0, 12);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(file, "it is not JSON");
  }
}

function isEntry(entry: unknown): boolean {
  if (!isRecord(entry) || !Number.isSafeInteger(entry["count"])) return false;
  return ["rule", "file", "path", "line"].every((name) => typeof entry[name] === "string");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(file: string, reason: string): KaskctlError {
  return new KaskctlError("baseline-invalid", `Cannot read the baseline ${file}: ${reason}.`, {
    hint: "Name a baseline. Where this one is damaged: remove it, and write it anew with --write-baseline.",
  });
}
