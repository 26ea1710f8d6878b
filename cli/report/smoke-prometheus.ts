import type { Answer, SmokeReport } from "../smoke/check.ts";
import { latenciesOf } from "./answer-details.ts";
import { summariseSmoke } from "./smoke-summary.ts";

/**
 * A smoke run as a textfile for Prometheus' node exporter. `at` is the end of the run; the time of
 * the last success is written only where this run is one.
 */
export function formatSmokePrometheus({ answers }: SmokeReport, at: Date): string {
  const asked = answers.filter(({ status }) => status !== "skip");
  const { failed, errors } = summariseSmoke(answers);
  const seconds = String(at.getTime() / 1000);
  return [
    metric(
      "kaskctl_smoke_check_ok",
      "Whether the answer of a smoke check was right.",
      asked.map((answer) => [
        labels(answer),
        answer.status === "fail" || answer.status === "error" ? "0" : "1",
      ]),
    ),
    metric(
      "kaskctl_smoke_check_duration_seconds",
      "How long a smoke check took.",
      asked.map((answer) => [labels(answer), String(answer.seconds)]),
    ),
    metric(
      "kaskctl_smoke_latency_seconds",
      "Latencies of Kask by operation.",
      asked.flatMap(latencies),
    ),
    metric("kaskctl_smoke_last_run_timestamp_seconds", "When the last run ended.", [["", seconds]]),
    metric(
      "kaskctl_smoke_last_success_timestamp_seconds",
      "When the last run without a wrong or missing answer ended.",
      failed + errors === 0 ? [["", seconds]] : [],
    ),
  ].join("");
}

/** Labels in braces, or nothing; and the value. */
type Sample = readonly [labels: string, value: string];

function metric(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const lines = samples.map(([label, value]) => `${name}${label} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function latencies(answer: Answer): readonly Sample[] {
  return [...latenciesOf(answer)].flatMap(([operation, { p50, p90, p99, max }]) =>
    [
      ["0.5", p50],
      ["0.9", p90],
      ["0.99", p99],
      ["1", max],
    ].map(
      ([quantile, milliseconds]) =>
        [
          labels(answer, { op: operation, quantile: String(quantile) }),
          (Number(milliseconds) / 1000).toFixed(6),
        ] as const,
    ),
  );
}

function labels({ id, host }: Answer, more: Readonly<Record<string, string>> = {}): string {
  const all = { check: id, ...(host === undefined ? {} : { host }), ...more };
  return `{${Object.entries(all)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
