import type { Command } from "./command.ts";
import { sandboxFolder, sandboxFolderOption } from "./sandbox-options.ts";
import { printJson } from "./wiring.ts";

export const sandboxDownCommand: Command = {
  name: "sandbox down",
  summary: "stop everything of the sandbox and delete its folder",
  options: [sandboxFolderOption],
  examples: [
    {
      line: "kaskctl sandbox down --dir sandbox",
      does: "leaves nothing running and nothing on disk",
    },
  ],

  async run(_args, options, context) {
    const { sandboxDown } = await import("../sandbox/sandbox.ts");
    const dir = sandboxFolder(options, context.world);
    const { kept } = await sandboxDown(dir, context.world);
    if (context.globals.json) printJson(context, { dir, kept });
    else if (kept.length === 0) context.terminal.print(`The sandbox in ${dir} is gone.\n`);
    else
      context.terminal.print(
        `The sandbox is gone. Not of it, and left in ${dir}: ${kept.join(", ")}\n`,
      );
    return 0;
  },
};
