import type { AgentRun } from "../agent/agent-run.ts";
import type { AgentOptions } from "../agent/host-run.ts";
import { stateFolder } from "../base/state-folder.ts";
import { agentTimeoutMs, chooseHosts } from "./agent-options.ts";
import type { Command, CommandContext } from "./command.ts";
import { openSite, printRuns, withTransport } from "./wiring.ts";

/** Has Puppet runs started or followed on the hosts that the words mean, and tells how they end. */
export async function agentOnHosts(
  words: Parameters<Command["run"]>[0][number],
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
  follow: (options: AgentOptions) => Promise<readonly AgentRun[]>,
): Promise<number> {
  const { world } = context;
  const site = await openSite(context);
  const hosts = chooseHosts(site, words as readonly string[], options);
  const { agentLineFormat } = await import("../report/agent-line.ts");
  const format = agentLineFormat(hosts);
  const runs = await withTransport(site.context, world, (transport) =>
    follow({
      hosts,
      transport,
      world,
      stateFolder: stateFolder(world),
      timeoutMs: agentTimeoutMs,
      onLine: (host, line) => world.progress(format(host, line)),
    }),
  );
  return printRuns(runs, context);
}
