import type { AgentStatus } from "../agent/agent-status.ts";
import { escapeControl } from "./escape-control.ts";

/** How Puppet stands on each host, a line or two each. */
export function formatAgentStatus(states: readonly AgentStatus[]): string {
  return states.map((state) => `${state.host}\n${linesOf(state).join("\n")}\n`).join("");
}

/** The same for a program. */
export function agentStatusJson(states: readonly AgentStatus[]) {
  return {
    hosts: states.map(({ host, disabledReason, runningPid, summary, runs }) => ({
      host,
      disabled: disabledReason ?? null,
      running_pid: runningPid ?? null,
      last_run: summary ? summaryJson(summary) : null,
      runs: runs.map(({ id, startedAt, exitCode }) => ({
        id,
        started_at: startedAt,
        exit_code: exitCode ?? null,
      })),
    })),
  };
}

type Summary = NonNullable<AgentStatus["summary"]>;

function summaryJson({ lastRun, total, changed, failed }: Summary) {
  return { at: at(lastRun), total, changed, failed };
}

function linesOf({ disabledReason, runningPid, summary, runs }: AgentStatus): readonly string[] {
  return [
    disabledReason === undefined ? "  enabled" : `  disabled: ${escapeControl(disabledReason)}`,
    runningPid === undefined ? "  no run goes on" : `  running as process ${runningPid}`,
    summary ? `  last run ${at(summary.lastRun)}: ${outcomeText(summary)}` : "  no run yet",
    ...runs.map(({ id, startedAt }) => `  unread: run ${id}, started ${startedAt}`),
  ];
}

function outcomeText({ total, changed, failed }: Summary): string {
  if (total === 0) return "the catalog did not compile";
  return `${total} resources, ${changed} changed, ${failed} failed`;
}

function at(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
