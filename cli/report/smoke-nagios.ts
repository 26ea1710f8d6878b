import type { Answer, SmokeReport } from "../smoke/check.ts";
import { latenciesOf } from "./answer-details.ts";
import { escapeControl } from "./escape-control.ts";
import { type SmokeSummary, summariseSmoke } from "./smoke-summary.ts";

/** What a monitoring plugin says: text, and an exit code of its own, 0 to 3. */
export interface NagiosResult {
  readonly text: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

const stateNames = { 0: "OK", 1: "WARNING", 2: "CRITICAL", 3: "UNKNOWN" } as const;

/** Nagios reads no more of what a plugin prints. */
const longestBytes = 4000;

/**
 * A smoke run for Nagios and Icinga: the state and performance data on the first line, details
 * below. A wrong answer is CRITICAL, a question that could not be asked UNKNOWN.
 * @see https://www.monitoring-plugins.org/doc/guidelines.html
 */
export function formatSmokeNagios({ answers }: SmokeReport): NagiosResult {
  const summary = summariseSmoke(answers);
  const exitCode = stateOf(summary);
  const wrong = answers.filter(({ status }) => !["pass", "skip"].includes(status));
  const asked = answers.length - summary.skipped;
  const bad = wrong.length === 0 ? "" : `: ${[...new Set(wrong.map(({ id }) => id))].join(", ")}`;
  const first = `KASK ${stateNames[exitCode]} - ${summary.passed}/${asked} passed${bad}`;
  const lines = [`${clean(first)} | ${performance(answers)}`.trimEnd(), ...wrong.map(detail)];
  return { text: `${shorten(lines.join("\n"))}\n`, exitCode };
}

function stateOf({ failed, errors, warnings }: SmokeSummary): NagiosResult["exitCode"] {
  if (failed > 0) return 2;
  if (errors > 0) return 3;
  return warnings > 0 ? 1 : 0;
}

function detail({ id, host, actual = "" }: Answer): string {
  return clean(`${id}${host === undefined ? "" : ` on ${host}`}: ${actual}`);
}

/** One value a label: of several hosts the slowest one's. */
function performance(answers: readonly Answer[]): string {
  const slowestMs = new Map<string, number>();
  for (const answer of answers) {
    for (const [operation, { p99 }] of latenciesOf(answer)) {
      const label = clean(`${answer.id}_${operation}_p99`);
      slowestMs.set(label, Math.max(p99, slowestMs.get(label) ?? 0));
    }
  }
  return [...slowestMs].map(([label, ms]) => `'${label}'=${ms}ms;;;0`).join(" ");
}

/** `|` starts performance data, and a quote ends a label. */
function clean(text: string): string {
  return escapeControl(text).replaceAll("|", "/").replaceAll("'", "’");
}

function shorten(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= longestBytes) return text;
  // A character cut in two is left out.
  return bytes
    .subarray(0, longestBytes)
    .toString("utf8")
    .replace(/\ufffd$/u, "");
}
