import { KaskctlError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { printJson } from "./wiring.ts";

const shells = ["bash", "zsh", "fish"] as const;

export const completionCommand: Command = {
  name: "completion",
  summary: "print a completion script for a shell",
  args: [{ name: "<shell>", description: shells.join(", ") }],
  examples: [{ line: "kaskctl completion bash", does: "prints what ~/.bashrc may source" }],

  async run([shell], _options, context) {
    const { commands, globals, terminal } = context;
    const { completionScript } = await import("../report/completion-script.ts");
    const { globalOptions } = await import("./global-options.ts");
    const wanted = shells.find((each) => each === shell);
    if (!wanted) {
      throw new KaskctlError("wrong-use", `Cannot complete for ${String(shell)}.`, {
        hint: `There are: ${shells.join(", ")}.`,
      });
    }
    const script = completionScript(wanted, commands, globalOptions);
    if (globals.json) printJson(context, { shell: wanted, script });
    else terminal.print(script);
    return 0;
  },
};
