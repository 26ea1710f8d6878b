import { stateFolder } from "../base/state-folder.ts";
import { chooseHosts, hostsArgument, runOption, serviceOption } from "./agent-options.ts";
import type { Command } from "./command.ts";
import { openSite, printJson } from "./wiring.ts";

export const agentLogsCommand: Command = {
  name: "agent logs",
  summary: "print what Puppet said in a run, as kept on this machine",
  args: [hostsArgument],
  options: [serviceOption, runOption],
  examples: [
    {
      line: "kaskctl agent logs --service sessionstore",
      does: "prints the newest log of each host",
    },
  ],

  async run([hosts], options, context) {
    const site = await openSite(context);
    const { agentLogs } = await import("../agent/agent-logs.ts");
    const { run: id } = options;
    const logs = await agentLogs({
      stateFolder: stateFolder(context.world),
      hosts: chooseHosts(site, hosts as readonly string[], options),
      ...(typeof id === "string" && { id }),
    });
    if (context.globals.json) {
      printJson(context, {
        logs: logs.map(({ id, host, path, text }) => ({ id, host, log_file: path, text })),
      });
    } else context.terminal.print(logs.map(({ text }) => text).join(""));
    return 0;
  },
};
