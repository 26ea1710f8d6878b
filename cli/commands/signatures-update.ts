import type { Command } from "./command.ts";
import { printJson } from "./wiring.ts";

export const signaturesUpdateCommand: Command = {
  name: "signatures update",
  summary: "fetch what Wikimedia's Puppet code declares, for lint",
  description:
    "Clones a git repository of Puppet code without its history, Wikimedia's public one unless told otherwise, and keeps its signatures in the cache, where lint finds them. What was kept before stays when something fails.",
  options: [{ flags: "--from <url>", description: "another git repository, or a folder with one" }],
  examples: [
    {
      line: "kaskctl signatures update --from operations-puppet",
      does: "fetches from a clone on this machine",
    },
  ],

  async run(_args, options, context) {
    const { updateSignatures, wikimediaCode } = await import("../signatures/update-signatures.ts");
    const { updatedFile } = await import("../signatures/find-signatures.ts");
    const { cacheFolder } = await import("../base/cache-folder.ts");
    const { formatSignatures, signaturesJson } = await import("../report/signatures-text.ts");
    const { world, installation, globals, terminal } = context;
    const file = updatedFile(cacheFolder(world));
    const { signatures, warnings } = await updateSignatures({
      url: String(options["from"] ?? wikimediaCode),
      file,
      version: installation.version,
      world,
    });
    for (const warning of warnings) world.progress(`Left out: ${warning}`);
    if (globals.json) printJson(context, signaturesJson(file, signatures, warnings));
    else terminal.print(formatSignatures(file, signatures));
    return 0;
  },
};
