import { type FaultCode, faults, KaskctlError } from "../base/errors.ts";
import { exitCodes, worstExitCode } from "../base/exit-codes.ts";
import type { AgentOutcome, AgentRun } from "./agent-run.ts";

/** The error that each outcome is, where the run did not end well. */
const faultOfOutcome: Readonly<Record<AgentOutcome, FaultCode | undefined>> = {
  changed: undefined,
  unchanged: undefined,
  "applied-with-failures": "agent-failed",
  "compile-failed": "agent-failed",
  "server-unreachable": "agent-failed",
  "certificate-problem": "agent-failed",
  timeout: "agent-failed",
  "sudo-denied": "sudo-denied",
  disabled: "agent-disabled",
  "lock-timeout": "agent-disabled",
  lost: "host-lost",
  unreachable: "host-unreachable",
  hostkey: "host-key",
  auth: "host-auth",
  cancelled: "interrupted",
  skipped: "interrupted",
};

/** The exit code of runs: that of the worst of them. */
export function agentExitCode(runs: readonly AgentRun[]): number {
  return worstExitCode(runs.map(({ outcome }) => exitCodeOf(outcome)));
}

/** The error of the worst run; undefined where all ended well. */
export function agentError(runs: readonly AgentRun[]): KaskctlError | undefined {
  const worst = agentExitCode(runs);
  const run = runs.find(({ ok, outcome }) => !ok && exitCodeOf(outcome) === worst);
  const code = run && faultOfOutcome[run.outcome];
  if (!code) return undefined;
  return new KaskctlError(
    code,
    `The Puppet run on ${run.host} ended as ${run.outcome}: ${run.detail}`,
    {
      host: run.host,
      hint: hintOf(run),
    },
  );
}

function exitCodeOf(outcome: AgentOutcome): number {
  const code = faultOfOutcome[outcome];
  return code ? exitCodes[faults[code].exit].code : exitCodes.done.code;
}

function hintOf({ outcome, id, host, logFile }: AgentRun): string {
  const attach = `kaskctl agent attach ${host} --run ${id}`;
  const ssh = `Try \`ssh ${host}\`: kaskctl reaches it in the same way.`;
  const hints: Partial<Record<AgentOutcome, string>> = {
    lost: `The run may go on there: ${attach}`,
    cancelled: `Where it has started, it goes on: ${attach}`,
    disabled: `Ask whoever disabled it; then: sudo enable-puppet REASON on ${host}.`,
    "lock-timeout": `Try again when the other run has ended: kaskctl agent status ${host}`,
    unreachable: ssh,
    hostkey: `${ssh} Compare its key with one that you trust before you accept it.`,
    auth: ssh,
    "sudo-denied": "Ask for sudo in the project.",
  };
  const log = logFile === undefined ? ssh : `kaskctl agent logs ${host} shows what Puppet said.`;
  return hints[outcome] ?? log;
}
