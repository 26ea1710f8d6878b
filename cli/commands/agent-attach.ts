import { stateFolder } from "../base/state-folder.ts";
import {
  agentTimeoutMs,
  chooseHosts,
  hostsArgument,
  runOption,
  serviceOption,
} from "./agent-options.ts";
import type { Command } from "./command.ts";
import { openSite, printRuns, withTransport } from "./wiring.ts";

export const agentAttachCommand: Command = {
  name: "agent attach",
  summary: "follow a Puppet run that was started before, to its end",
  args: [hostsArgument],
  options: [serviceOption, runOption],
  examples: [],

  async run([hosts], options, context) {
    const { world } = context;
    const site = await openSite(context);
    const { attachAgent } = await import("../agent/attach-agent.ts");
    const { run: id } = options;
    const runs = await withTransport(site.context, world, (transport) =>
      attachAgent({
        hosts: chooseHosts(site, hosts as readonly string[], options),
        transport,
        world,
        stateFolder: stateFolder(world),
        timeoutMs: agentTimeoutMs,
        onLine: (host, line) => world.progress(`${host} │ ${line}`),
        ...(typeof id === "string" && { id }),
      }),
    );
    return printRuns(runs, context);
  },
};
