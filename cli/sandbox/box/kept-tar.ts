import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../base/world.ts";
import type { BoxPlace } from "./place.ts";
import { runToEnd } from "./run-to-end.ts";

/** The Debian that Wikimedia's instances run. */
const suite = "bookworm";

/** A tar of Debian packages that is made once and then kept. */
export interface TarRecipe {
  /** Completes "Cannot …". */
  readonly purpose: string;
  /** Told to the person who waits where it is not kept yet. */
  readonly announcement: string;
  /** Begins the name of its file; the rest is made of `contents`. */
  readonly name: string;
  /** All that decides what is in it. */
  readonly contents: string;
  /** What mmdebstrap is told beside suite and file. */
  readonly options: readonly string[];
}

/** Where tars are kept, and which box makes one. */
export type TarPlace = Pick<BoxPlace, "cacheFolder" | "id">;

/**
 * The kept tar of a recipe, or a new one.
 * @throws {KaskctlError} sandbox-failed, interrupted
 */
export async function keptTar(recipe: TarRecipe, place: TarPlace, world: World): Promise<string> {
  const { name, contents, options, purpose, announcement } = recipe;
  const digest = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  const tar = join(place.cacheFolder, `${name}-${digest}.tar`);
  if (existsSync(tar)) return tar;
  world.progress(announcement);
  await mkdir(place.cacheFolder, { recursive: true });
  // Moved when it is whole, so that one that broke off is never taken for it.
  const unfinished = `${tar}.${place.id}`;
  try {
    await runToEnd(
      {
        program: "mmdebstrap",
        args: ["--format=tar", ...options, suite, unfinished],
        purpose,
        debianPackage: "mmdebstrap",
        hint: "Check that Debian's mirror (deb.debian.org) answers, and that the disk has room.",
      },
      world,
    );
    await rename(unfinished, tar);
  } finally {
    await rm(unfinished, { force: true });
  }
  return tar;
}

/** Removes what a box had not finished of its tars when it was killed. */
export async function removeUnfinishedTars({ cacheFolder, id }: TarPlace): Promise<void> {
  const names = await readdir(cacheFolder).catch((): string[] => []);
  const unfinished = names.filter((name) => name.endsWith(`.tar.${id}`));
  for (const name of unfinished) await rm(join(cacheFolder, name), { force: true });
}
