import type { Command } from "./command.ts";
import {
  boxOptions,
  hostNames,
  hostsOption,
  sandboxFolder,
  sandboxFolderOption,
} from "./sandbox-options.ts";
import { printJson } from "./wiring.ts";

export const sandboxUpCommand: Command = {
  name: "sandbox up",
  summary: "raise a beta cluster on this machine",
  description:
    "Raises Keystone, the ENC, a registry and instances that speak SSH, and writes DIR/kaskctl.yaml for them. With the engine `embedded` all is on loopback, and Puppet and Docker are emulated; HTTP, SSH, the Kask and its store are real. With `box`, as root on Debian, only Keystone and the ENC are emulated.",
  options: [
    sandboxFolderOption,
    {
      flags: "--engine <name>",
      description: "what stands behind it",
      choices: ["embedded", "box"],
      default: "embedded",
    },
    hostsOption,
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
      ...(options["engine"] === "box" ? { box: boxOptions(installation, world) } : {}),
      world,
    });
    if (globals.json) printJson(context, sandboxJson(sandbox));
    else terminal.print(formatSandbox(sandbox));
    return 0;
  },
};
