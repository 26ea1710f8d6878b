import { createHash, randomBytes } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../../base/world.ts";
import { runProgram } from "./run-program.ts";

/** The Debian that Wikimedia's instances run. */
const suite = "bookworm";

/** Of an image nobody reads these. */
const leftOut = [
  "/usr/share/doc/*",
  "/usr/share/info/*",
  "/usr/share/locale/*",
  "/usr/share/man/*",
];

/**
 * A tar of the smallest Debian with these packages in it, kept in `cache` under a name made of them.
 * @throws {KaskctlError} sandbox-failed, interrupted
 */
export async function debianTar(
  packages: readonly string[],
  cache: string,
  world: World,
): Promise<string> {
  const options = [
    "--variant=essential",
    `--include=${packages.join()}`,
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    suite,
  ];
  const name = createHash("sha256").update(JSON.stringify(options)).digest("hex").slice(0, 16);
  const tar = join(cache, `debian-${name}.tar`);
  if (await exists(tar)) return tar;
  world.progress("Unpacking a Debian for the images; it is kept for the next box …");
  // Moved when it is whole, so that one that broke off is never taken for a Debian.
  const part = join(cache, `debian-${name}-${randomBytes(4).toString("hex")}.part`);
  try {
    await runProgram(
      {
        program: "mmdebstrap",
        args: ["--format=tar", ...options, part],
        purpose: "make a Debian for the images",
        debianPackage: "mmdebstrap",
        hint: "Check that Debian's mirror (deb.debian.org) answers.",
      },
      world,
    );
    await rename(part, tar);
  } finally {
    await rm(part, { force: true });
  }
  return tar;
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
