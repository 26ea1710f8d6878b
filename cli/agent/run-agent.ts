import { randomBytes } from "node:crypto";
import { createLimit } from "../base/limit.ts";
import type { Clock } from "../base/world.ts";
import { outcomeText } from "../ssh/outcome-text.ts";
import type { AgentRun } from "./agent-run.ts";
import {
  type AgentOptions,
  endRun,
  followToEnd,
  type HostRun,
  openHostRun,
  persist,
} from "./host-run.ts";
import { type Preflight, parsePreflight } from "./preflight.ts";
import { changing, looking, preflightScript, startScript } from "./scripts.ts";

/** What new runs are made with. */
export interface RunAgentOptions extends AgentOptions {
  /** Names the runs; letters, digits and dashes. By default a new one. */
  readonly id?: string;
  /** Where Puppet is disabled with this very reason, which is ours then, it is enabled first. */
  readonly reason?: string;
}

// As many as spicerack's cookbooks would, halved: every run costs the puppetserver a compilation.
const runsAtOnce = 5;

/**
 * Runs the Puppet agent on hosts, in parallel, and gives one AgentRun per host in their order. When
 * the world's signal is aborted, runs that have started go on without us, and no further one starts.
 */
export async function runAgent(options: RunAgentOptions): Promise<readonly AgentRun[]> {
  const id = options.id ?? newRunId(options.world.clock);
  const limit = createLimit(runsAtOnce);
  return await Promise.all(options.hosts.map((host) => limit(() => runOn(host, id, options))));
}

/** `20261122T101500Z-1a2b3c`: sorts by time. */
function newRunId(clock: Clock): string {
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
}

async function runOn(host: string, id: string, options: RunAgentOptions): Promise<AgentRun> {
  const run = openHostRun(host, id, options);
  const { transport, world, reason } = options;
  if (world.signal.aborted) return endRun(run, "cancelled", "The run was not started.");
  const asking = { purpose: "asking Puppet whether it may run", script: preflightScript };
  const asked = await transport.run(host, looking(asking), { signal: world.signal });
  if (asked.kind !== "exited") return endRun(run, asked.kind, outcomeText(host, asked));
  if (asked.exitCode !== 0) {
    const words = asked.stderr.trim().split("\n").at(-1);
    return endRun(run, "compile-failed", `Puppet does not know its own settings there: ${words}`);
  }
  const preflight = parsePreflight(asked.stdout);
  const { disabledReason } = preflight;
  if (disabledReason !== undefined && !isOurs(disabledReason, reason)) {
    return endRun(run, "disabled", `Puppet is disabled there: ${disabledReason}`);
  }
  return startAndFollow(run, preflight, disabledReason === undefined ? "" : (reason ?? ""));
}

/** `disable-puppet` appends the name of who ran it. */
function isOurs(disabledReason: string, reason: string | undefined): boolean {
  return (
    reason !== undefined && (disabledReason === reason || disabledReason.startsWith(`${reason} - `))
  );
}

// Of ten seconds each; more than the two minutes that a usual run takes.
const lockAttempts = "12";

async function startAndFollow(
  run: HostRun,
  { lastRunFile, locks, runningPid }: Preflight,
  enableReason: string,
): Promise<AgentRun> {
  const { host, id, options } = run;
  if (runningPid !== undefined) {
    options.world.progress(`${host}: waiting for the Puppet run of process ${runningPid}`);
  }
  const start = {
    purpose: "starting the Puppet run",
    script: startScript,
    args: [id, lastRunFile, lockAttempts, enableReason, ...locks],
  };
  const started = await persist(run, () => changing(start));
  if (started.kind !== "exited") {
    return endRun(run, started.kind, outcomeText(host, started));
  }
  if (started.exitCode !== 0) {
    const words = started.stderr.trim() || `exit code ${started.exitCode}`;
    return endRun(run, "compile-failed", `The run could not be started: ${words}`);
  }
  return await followToEnd(run, runningPid);
}
