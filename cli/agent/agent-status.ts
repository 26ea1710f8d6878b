import { createLimit } from "../base/limit.ts";
import type { World } from "../base/world.ts";
import { outcomeFault } from "../ssh/outcome-fault.ts";
import type { Transport } from "../ssh/transport.ts";
import { type RememberedRun, rememberedRuns } from "./attach-agent.ts";
import type { RunSummary } from "./parse-summary.ts";
import { parsePreflight } from "./preflight.ts";
import { looking, preflightScript } from "./scripts.ts";

/** What a host says of its Puppet now. */
export interface AgentStatus {
  readonly host: string;
  /** Why Puppet is disabled; undefined where it is not. */
  readonly disabledReason: string | undefined;
  /** The process of a run that goes on. */
  readonly runningPid: number | undefined;
  /** The last run that ended, whoever started it. */
  readonly summary: RunSummary | undefined;
  /** Runs of ours that go on, or whose end nobody read; oldest first. */
  readonly runs: readonly RememberedRun[];
}

/**
 * Asks hosts about their Puppet; changes nothing.
 * @throws {KaskctlError} why a host could not be asked
 */
export async function agentStatus(
  hosts: readonly string[],
  options: { readonly transport: Transport; readonly world: World },
): Promise<readonly AgentStatus[]> {
  const limit = createLimit(5);
  const ask = async (host: string): Promise<AgentStatus> => {
    const purpose = "asking Puppet for its state";
    const command = looking({ purpose, script: preflightScript });
    const outcome = await options.transport.run(host, command, { signal: options.world.signal });
    if (outcome.kind !== "exited" || outcome.exitCode !== 0) {
      throw outcomeFault({ fqdn: host, purpose }, outcome);
    }
    const { disabledReason, runningPid, summary } = parsePreflight(outcome.stdout);
    const runs = await rememberedRuns(host, options);
    return { host, disabledReason, runningPid, summary, runs };
  };
  return await Promise.all(hosts.map((host) => limit(() => ask(host))));
}
