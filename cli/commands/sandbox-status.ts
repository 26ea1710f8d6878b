import type { Command } from "./command.ts";
import { sandboxFolder, sandboxFolderOption } from "./sandbox-options.ts";
import { printJson } from "./wiring.ts";

export const sandboxStatusCommand: Command = {
  name: "sandbox status",
  summary: "say what runs in the sandbox",
  options: [sandboxFolderOption],
  examples: [
    {
      line: "kaskctl sandbox status --dir sandbox",
      does: "lists services, instances and containers",
    },
  ],

  async run(_args, options, context) {
    const { sandboxStatus } = await import("../sandbox/sandbox.ts");
    const { formatSandbox, sandboxJson } = await import("../report/sandbox-text.ts");
    const sandbox = await sandboxStatus(sandboxFolder(options, context.world), context.world);
    if (context.globals.json) printJson(context, sandboxJson(sandbox));
    else context.terminal.print(formatSandbox(sandbox));
    return 0;
  },
};
