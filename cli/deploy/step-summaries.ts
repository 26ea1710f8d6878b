import type { AgentRun } from "../agent/agent-run.ts";
import { count } from "../base/count.ts";
import type { Finding } from "../lint/rule.ts";
import type { SmokeReport } from "../smoke/check.ts";
import type { Plan } from "./plan.ts";
import type { PushResult } from "./push.ts";

/** "no findings", or how many of each severity. */
export function lintSummary(findings: readonly Finding[]): string {
  const groups = Map.groupBy(findings, ({ severity }) => severity);
  const counts = [...groups].map(([noun, { length }]) => count(length, noun));
  return counts.join(", ") || "no findings";
}

/** How many changes, on how many hosts. */
export function planSummary({ changes, hosts, prefixes }: Plan): string {
  if (!prefixes.some(({ changed }) => changed)) return "the ENC holds this already";
  // The other layers follow from the text.
  const texts = changes.filter(({ layer }) => layer === "raw");
  const restarts = hosts.filter((host) => host.restarts).length;
  const counts = [
    [texts.length, "change"],
    [hosts.length, "host"],
    [restarts, "restart"],
  ] as const;
  return counts.map(([n, noun]) => count(n, noun)).join(", ");
}

/** What was written. */
export function pushSummary({ written }: PushResult): string {
  if (written.length === 0) return "nothing to write";
  return `written and read back: ${written.map(({ prefix }) => prefix).join(", ")}`;
}

/** How the runs ended. */
export function agentSummary(runs: readonly AgentRun[]): string {
  return tally(runs.map(({ outcome }) => outcome));
}

/** How the checks ended; undefined where there was no Kask to ask. */
export function smokeSummary(report: SmokeReport | undefined): string {
  return report ? tally(report.answers.map(({ status }) => status)) : "the service runs no Kask";
}

/** "2 pass, 1 skip". */
function tally(words: readonly string[]): string {
  const groups = Map.groupBy(words, (word) => word);
  return [...groups].map(([word, all]) => `${all.length} ${word}`).join(", ");
}
