import { describe, expect, test } from "vitest";
import type { AgentStatus } from "../../../cli/agent/agent-status.ts";
import { agentStatusJson, formatAgentStatus } from "../../../cli/report/agent-status-text.ts";

const idle: AgentStatus = {
  host: "a.example",
  disabledReason: undefined,
  runningPid: undefined,
  summary: undefined,
  runs: [],
};
const busy: AgentStatus = {
  host: "b.example",
  disabledReason: "disk \x1b[31mfull - alice",
  runningPid: 42,
  summary: {
    lastRun: 1_700_000_000,
    total: 10,
    changed: 2,
    failed: 1,
    failedToRestart: 0,
    failures: 1,
    configVersion: undefined,
  },
  runs: [{ id: "r1", startedAt: "2026-11-22T10:15:00.000Z", exitCode: undefined }],
};

describe("how Puppet stands on a host", () => {
  test("is told in a few lines, and cannot steer the terminal", () => {
    expect(formatAgentStatus([idle, busy])).toBe(`a.example
  enabled
  no run goes on
  no run yet
b.example
  disabled: disk \\x1b[31mfull - alice
  running as process 42
  last run 2023-11-14T22:13:20.000Z: 10 resources, 2 changed, 1 failed
  unread: run r1, started 2026-11-22T10:15:00.000Z
`);
  });

  test("says so where the catalog of the last run did not compile", () => {
    const summary = busy.summary && { ...busy.summary, total: 0 };
    expect(formatAgentStatus([{ ...busy, summary }])).toContain("the catalog did not compile");
  });

  test("is null in JSON where there is nothing to tell", () => {
    expect(agentStatusJson([idle, busy]).hosts).toMatchObject([
      { host: "a.example", disabled: null, running_pid: null, last_run: null, runs: [] },
      { disabled: busy.disabledReason, running_pid: 42, runs: [{ id: "r1", exit_code: null }] },
    ]);
  });
});
