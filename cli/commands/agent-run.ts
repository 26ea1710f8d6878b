import { agentOnHosts } from "./agent-on-hosts.ts";
import { hostsArgument, serviceOption } from "./agent-options.ts";
import type { Command } from "./command.ts";

export const agentRunCommand: Command = {
  name: "agent run",
  summary: "run the Puppet agent on hosts, and say what it did",
  description:
    "Starts run-puppet-agent detached on each host, follows its log, and judges it by Puppet's run summary. A dropped connection stops neither the run nor the following.",
  args: [hostsArgument],
  options: [serviceOption],
  examples: [
    {
      line: "kaskctl agent run --service sessionstore",
      does: "runs it on every host of the service",
    },
  ],

  async run([hosts], options, context) {
    const { runAgent } = await import("../agent/run-agent.ts");
    return agentOnHosts(hosts, options, context, runAgent);
  },
};
