import { resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { findSignatures } from "../signatures/find-signatures.ts";
import type { Signatures } from "../signatures/signatures.ts";
import type { CommandContext } from "./command.ts";

/**
 * The best signatures at hand for the texts of `paths`; where they come from is said on stderr.
 * @throws {KaskctlError} file-unreadable, signatures-invalid
 */
export async function chooseSignatures(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  { world, installation, globals }: CommandContext,
): Promise<Signatures | undefined> {
  const file = options["signatures"];
  const [path] = paths.filter((each) => each !== "-");
  const { signatures, line, warnings } = await findSignatures({
    ...(typeof file === "string" && { file: resolve(world.cwd, file) }),
    ...(path !== undefined && { treePath: resolve(world.cwd, path) }),
    cacheFolder: cacheFolder(world),
    clock: world.clock,
    version: installation.version,
  });
  if (globals.verbosity > 0) {
    for (const each of [`Signatures: ${line}`, ...warnings]) world.progress(each);
  }
  return signatures;
}
