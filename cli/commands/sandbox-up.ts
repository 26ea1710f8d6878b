import type { Command } from "./command.ts";
import { hostNames, sandboxFolder, sandboxFolderOption } from "./sandbox-options.ts";
import { printJson } from "./wiring.ts";

export const sandboxUpCommand: Command = {
  name: "sandbox up",
  summary: "raise a beta cluster on this machine",
  description:
    "Raises Keystone, the ENC, a registry and instances that speak SSH, all on loopback, and writes DIR/kaskctl.yaml for them. Puppet and Docker are emulated; HTTP, SSH, the Kask and its store are real.",
  options: [
    sandboxFolderOption,
    {
      flags: "--engine <name>",
      description: "what stands behind it",
      choices: ["embedded"],
      default: "embedded",
    },
    { flags: "--hosts <n>", description: "how many instances", default: "1" },
  ],
  examples: [{ line: "kaskctl sandbox up --dir sandbox", does: "raises one with one instance" }],

  async run(_args, options, context) {
    const { sandboxUp } = await import("../sandbox/sandbox.ts");
    const { formatSandbox, sandboxJson } = await import("../report/sandbox-text.ts");
    const { world, installation, globals, terminal } = context;
    const sandbox = await sandboxUp({
      dir: sandboxFolder(options, world),
      hosts: hostNames(options["hosts"]),
      programs: installation,
      world,
    });
    if (globals.json) printJson(context, sandboxJson(sandbox));
    else terminal.print(formatSandbox(sandbox));
    return 0;
  },
};
