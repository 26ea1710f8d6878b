import { describe, expect, test } from "vitest";
import type { AgentRun } from "../../../cli/agent/agent-run.ts";
import { agentJson } from "../../../cli/report/agent-json.ts";
import { formatAgentRuns } from "../../../cli/report/agent-text.ts";

const good: AgentRun = {
  id: "run-1",
  host: "a.example",
  outcome: "changed",
  detail: "2 resources changed.",
  ok: true,
  startedAt: "2026-11-22T10:00:00.000Z",
  seconds: 12.4,
  changed: 2,
  failed: 0,
  failedResources: [],
  logFile: "/state/runs/run-1/a.example.log",
};
const bad: AgentRun = {
  ...good,
  host: "b.example",
  outcome: "applied-with-failures",
  detail: "1 resource failed: Service[kask]",
  ok: false,
  failed: 1,
  failedResources: [
    { resource: "Service[kask]", file: "/m.pp", line: 7, message: "it \u001b[31mfailed" },
  ],
};

describe("Puppet runs", () => {
  test("are a line each for a person, with what failed below it", () => {
    expect(formatAgentRuns([good, bad], { color: false })).toBe(
      [
        "✓ a.example changed: 2 resources changed. (12 s)",
        "✗ b.example applied-with-failures: 1 resource failed: Service[kask] (12 s)",
        "    Service[kask]: it \\x1b[31mfailed (/m.pp:7)",
        "    log /state/runs/run-1/a.example.log",
        "2 runs, 1 not well.",
        "",
      ].join("\n"),
    );
    expect(formatAgentRuns([good], { color: true })).toContain("\u001b[32m✓");
  });

  test("have the documented members for a program", () => {
    expect(agentJson([bad])).toMatchObject({
      schema_version: 1,
      runs: [
        {
          host: "b.example",
          outcome: "applied-with-failures",
          started_at: "2026-11-22T10:00:00.000Z",
          seconds: 12.4,
          changed: 2,
          failed: 1,
          failed_resources: [
            { resource: "Service[kask]", file: "/m.pp", line: 7, message: "it \u001b[31mfailed" },
          ],
          log_file: "/state/runs/run-1/a.example.log",
        },
      ],
    });
  });
});
