import type { AgentRun } from "../agent/agent-run.ts";

/** The document that `agent run --json` prints, before it is written out as JSON. */
export function agentJson(runs: readonly AgentRun[]) {
  return { schema_version: 1, runs: runs.map(agentRunJson) };
}

/** One Puppet run, as it stands in the JSON of `agent` and `deploy`. */
function agentRunJson(run: AgentRun) {
  return {
    id: run.id,
    host: run.host,
    outcome: run.outcome,
    detail: run.detail,
    started_at: run.startedAt,
    seconds: run.seconds,
    changed: run.changed,
    failed: run.failed,
    failed_resources: run.failedResources.map(({ resource, file, line, message }) => ({
      resource,
      file,
      line,
      message,
    })),
    log_file: run.logFile,
  };
}
