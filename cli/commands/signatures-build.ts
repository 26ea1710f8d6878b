import { basename, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { printJson } from "./wiring.ts";

export const signaturesBuildCommand: Command = {
  name: "signatures build",
  summary: "write what Puppet code declares to a file for lint --signatures",
  description:
    "Reads classes, defines and type aliases with their parameters, and the keys that code looks up, from the manifests of a folder: modules in the usual places, or one module. A manifest that cannot be read costs a warning.",
  args: [{ name: "<dir>", description: "a checkout of Puppet code" }],
  options: [
    {
      flags: "-o, --output <file>",
      description: "where to write them; compressed where it ends in .gz",
    },
  ],
  examples: [
    {
      line: "kaskctl signatures build operations-puppet -o signatures.json.gz",
      does: "writes those of a checkout of Wikimedia's Puppet code",
    },
  ],

  async run([dir], options, context) {
    const { readCodeTree } = await import("../signatures/read-code-tree.ts");
    const { bytesFor, originName } = await import("../signatures/signature-file.ts");
    const { writeOutputFile } = await import("../base/files.ts");
    const { formatSignatures, signaturesJson } = await import("../report/signatures-text.ts");
    const { world, installation, globals, terminal } = context;
    const folder = resolve(world.cwd, String(dir));
    const file = resolve(world.cwd, outputOf(options));
    const origin = { name: basename(folder), dateMs: world.clock.now() };
    const built = readCodeTree(folder, originName(origin));
    const { signatures, warnings } = built;
    for (const warning of warnings) world.progress(`Left out: ${warning}`);
    const { version } = installation;
    await writeOutputFile(file, bytesFor(file, { ...built, origin, version }), 0o644);
    if (globals.json) printJson(context, signaturesJson(file, signatures, warnings));
    else terminal.print(formatSignatures(file, signatures));
    return 0;
  },
};

/** @throws {KaskctlError} wrong-use */
function outputOf({ output }: Readonly<Record<string, unknown>>): string {
  if (typeof output === "string") return output;
  throw new KaskctlError("wrong-use", "Cannot build signatures: no file was named for them.", {
    hint: "Say -o FILE.",
  });
}
