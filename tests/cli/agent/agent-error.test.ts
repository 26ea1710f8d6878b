import { describe, expect, test } from "vitest";
import { agentError, agentExitCode } from "../../../cli/agent/agent-error.ts";
import type { AgentOutcome, AgentRun } from "../../../cli/agent/agent-run.ts";

function run(outcome: AgentOutcome, change: Partial<AgentRun> = {}): AgentRun {
  return {
    id: "r1",
    host: `${outcome}.example`,
    outcome,
    detail: "It said so.",
    ok: outcome === "changed" || outcome === "unchanged",
    startedAt: "2026-11-22T10:15:00.000Z",
    seconds: 1,
    changed: 0,
    failed: 0,
    failedResources: [],
    logFile: undefined,
    ...change,
  };
}

describe("the exit code of Puppet runs", () => {
  test.each([
    ["changed", 0],
    ["unchanged", 0],
    ["applied-with-failures", 6],
    ["compile-failed", 6],
    ["server-unreachable", 6],
    ["certificate-problem", 6],
    ["timeout", 6],
    ["sudo-denied", 6],
    ["disabled", 9],
    ["lock-timeout", 9],
    ["lost", 5],
    ["unreachable", 5],
    ["hostkey", 5],
    ["auth", 5],
    ["cancelled", 130],
    ["skipped", 130],
  ] as const)("of one that ended as %s is %i", (outcome, code) => {
    expect(agentExitCode([run(outcome)])).toBe(code);
    expect(agentError([run(outcome)]) === undefined).toBe(code === 0);
  });

  test("is that of the worst: 6 before 5 before 9", () => {
    const ended = (...outcomes: AgentOutcome[]) => agentExitCode(outcomes.map((each) => run(each)));
    expect(ended("changed", "disabled")).toBe(9);
    expect(ended("disabled", "lost", "changed")).toBe(5);
    expect(ended("lost", "compile-failed", "disabled")).toBe(6);
  });
});

describe("the error of Puppet runs", () => {
  test("is that of the worst run, with its host", () => {
    const error = agentError([run("changed"), run("lost"), run("compile-failed")]);
    expect(error).toMatchObject({ code: "agent-failed", host: "compile-failed.example" });
    expect(error?.message).toContain("ended as compile-failed: It said so.");
  });

  test.each([
    ["lost", /agent attach lost\.example --run r1/],
    ["cancelled", /agent attach cancelled\.example --run r1/],
    ["lock-timeout", /agent status/],
    ["disabled", /Ask whoever disabled it/],
    ["unreachable", /ssh unreachable\.example/],
    ["sudo-denied", /sudo/],
  ] as const)("after %s hints at what helps", (outcome, hint) => {
    expect(agentError([run(outcome)])?.hint).toMatch(hint);
  });

  test("points at the log only where one was kept", () => {
    const logFile = "/state/runs/r1/a.log";
    expect(agentError([run("timeout", { logFile })])?.hint).toMatch(/agent logs timeout\.example/);
    expect(agentError([run("timeout")])?.hint).not.toMatch(/agent logs/);
  });
});
