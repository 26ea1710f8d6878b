import { KaskctlError } from "../base/errors.ts";
import { exitCodes } from "../base/exit-codes.ts";
import type { Command } from "./command.ts";
import {
  boxOptions,
  hostNames,
  hostsOption,
  sandboxFolder,
  sandboxFolderOption,
} from "./sandbox-options.ts";
import { printJson } from "./wiring.ts";

export const doctorCommand: Command = {
  name: "doctor",
  summary: "look at what this machine lacks",
  description:
    "With --box, says what `kaskctl sandbox up --engine box` needs, what of it is here, and the one line that installs the rest. It exits with 1 where something is missing.",
  options: [
    { flags: "--box", description: "for a sandbox with the engine box" },
    sandboxFolderOption,
    hostsOption,
  ],
  examples: [],

  async run(_args, options, context) {
    if (options["box"] !== true) {
      throw new KaskctlError("wrong-use", "Cannot look at this machine: nothing was named.", {
        hint: "kaskctl doctor --box",
      });
    }
    const { boxRequirements } = await import("../sandbox/box/requirements.ts");
    const { formatRequirements, requirementsJson } = await import("../report/requirements-text.ts");
    const { world, installation, globals, terminal } = context;
    const box = {
      ...boxOptions(installation, world),
      dir: sandboxFolder(options, world),
      hosts: hostNames(options["hosts"]),
    };
    const requirements = await boxRequirements(box, world);
    if (globals.json) printJson(context, requirementsJson(requirements));
    else terminal.print(formatRequirements(requirements));
    return requirements.missing.length === 0 ? exitCodes.done.code : exitCodes.no.code;
  },
};
