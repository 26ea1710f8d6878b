import { agentOnHosts } from "./agent-on-hosts.ts";
import { hostsArgument, runOption, serviceOption } from "./agent-options.ts";
import type { Command } from "./command.ts";

export const agentAttachCommand: Command = {
  name: "agent attach",
  summary: "follow a Puppet run that was started before, to its end",
  args: [hostsArgument],
  options: [serviceOption, runOption],
  examples: [],

  async run([hosts], options, context) {
    const { attachAgent } = await import("../agent/attach-agent.ts");
    const { run: id } = options;
    return agentOnHosts(hosts, options, context, (request) =>
      attachAgent({ ...request, ...(typeof id === "string" && { id }) }),
    );
  },
};
