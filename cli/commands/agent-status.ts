import { chooseHosts, hostsArgument, serviceOption } from "./agent-options.ts";
import type { Command } from "./command.ts";
import { openSite, printJson, withTransport } from "./wiring.ts";

export const agentStatusCommand: Command = {
  name: "agent status",
  summary: "say how Puppet stands on hosts: disabled, running, last run",
  args: [hostsArgument],
  options: [serviceOption],
  examples: [
    { line: "kaskctl agent status --service sessionstore", does: "asks every host of the service" },
  ],

  async run([hosts], options, context) {
    const { world, globals, terminal } = context;
    const site = await openSite(context);
    const { agentStatus } = await import("../agent/agent-status.ts");
    const { agentStatusJson, formatAgentStatus } = await import("../report/agent-status-text.ts");
    const chosen = chooseHosts(site, hosts as readonly string[], options);
    const states = await withTransport(site.context, world, (transport) =>
      agentStatus(chosen, { transport, world }),
    );
    if (globals.json) printJson(context, agentStatusJson(states));
    else terminal.print(formatAgentStatus(states));
    return 0;
  },
};
