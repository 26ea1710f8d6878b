import type { AgentRun, FailedResource } from "../agent/agent-run.ts";
import { count } from "../base/count.ts";
import { ansiColours, noColours } from "./colours.ts";
import { formatSeconds } from "./duration.ts";
import { escapeControl } from "./escape-control.ts";
import type { TextStyle } from "./report.ts";

/** Puppet runs for a person: a line per host, what failed there below it, and the sum. */
export function formatAgentRuns(runs: readonly AgentRun[], style: TextStyle): string {
  const wrong = runs.filter(({ ok }) => !ok).length;
  const sum = `${count(runs.length, "run")}, ${wrong === 0 ? "all well" : `${wrong} not well`}.`;
  return `${[...runs.map((run) => formatAgentRun(run, style)), sum].join("\n")}\n`;
}

/** One Puppet run, without a line end; several lines where it did not end well. */
export function formatAgentRun(run: AgentRun, { color }: TextStyle): string {
  const colours = color ? ansiColours : noColours;
  const sign = run.ok ? colours.green("✓") : colours.red("✗");
  const time = colours.dim(`(${formatSeconds(run.seconds)})`);
  const head = `${sign} ${escapeControl(run.host)} ${run.outcome}: ${escapeControl(run.detail)} ${time}`;
  if (run.ok) return head;
  const log = run.logFile === undefined ? [] : [`    log ${escapeControl(run.logFile)}`];
  return [head, ...run.failedResources.map(resourceLine), ...log].join("\n");
}

function resourceLine({ resource, file, line, message }: FailedResource): string {
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  return `    ${escapeControl(`${resource}: ${message}${place}`)}`;
}
