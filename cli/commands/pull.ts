import { resolve } from "node:path";
import { writeOutputFile } from "../base/files.ts";
import type { Command } from "./command.ts";
import { chooseService, openEnc, openSite, printJson } from "./wiring.ts";

export const pullCommand: Command = {
  name: "pull",
  summary: "print what the ENC holds of a service now",
  description:
    "Prints the text of each ENC prefix of the service as it is stored, its roles as a comment.",
  args: [
    { name: "[service]", description: "a service of the site; its only one where there is one" },
  ],
  options: [{ flags: "-o, --output <file>", description: "write it to a file of mode 0600" }],
  examples: [{ line: "kaskctl pull sessionstore", does: "prints text and roles of its prefix" }],

  async run([name], options, context) {
    const { world, globals, terminal } = context;
    const site = await openSite(context);
    const service = chooseService(site, name);
    const enc = await openEnc(site.context, world);
    const revisions = await Promise.all(service.prefixes.map((prefix) => enc.read(prefix)));
    const { formatRevisions, revisionJson } = await import("../report/revision-text.ts");
    const text = formatRevisions(revisions);
    const output = options["output"] === "-" ? undefined : options["output"];
    if (typeof output === "string") {
      await writeOutputFile(resolve(world.cwd, output), text, 0o600);
      world.progress(`wrote ${output}`);
    }
    if (globals.json) printJson(context, { prefixes: revisions.map(revisionJson) });
    else if (output === undefined) terminal.print(text);
    return 0;
  },
};
