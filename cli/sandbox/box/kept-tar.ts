import { createHash } from "node:crypto";
import { link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { World } from "../../base/world.ts";
import type { BoxPlace } from "./place.ts";
import { runToEnd } from "./run-to-end.ts";

/** The Debian that Wikimedia's instances run. */
const suite = "bookworm";

/** For as long a kept tar is used: one made later has what Debian mended meanwhile. */
const maxAgeMs = 30 * 24 * 60 * 60 * 1000;

/** A tar of Debian packages that is made once and then kept. */
export interface TarRecipe {
  /** Completes "Cannot …". */
  readonly purpose: string;
  /** Told to the person who waits where it is not kept yet. */
  readonly announcement: string;
  /** Begins the name of its file; the rest is made of the suite and `contents`. */
  readonly name: string;
  /** All that decides what is in it beside the suite. */
  readonly contents: string;
  /** What mmdebstrap is told beside suite and file. */
  readonly options: readonly string[];
}

/** Where tars are kept, and which box makes one. */
export type TarPlace = Pick<BoxPlace, "cacheFolder" | "id">;

/**
 * Lets `use` have the kept tar of a recipe, or a new one, which then takes the place of all that was
 * kept by the recipe's name.
 * @throws {KaskctlError} sandbox-failed, interrupted, what `use` throws
 */
export async function useKeptTar<Result>(
  recipe: TarRecipe,
  place: TarPlace,
  world: World,
  use: (tar: string) => Promise<Result>,
): Promise<Result> {
  const files = filesOf(recipe, place);
  await mkdir(place.cacheFolder, { recursive: true });
  try {
    if (!(await takeKept(files, world))) await makeTar(recipe, files, world);
    return await use(files.own);
  } finally {
    for (const path of [files.own, files.unfinished]) await rm(path, { force: true });
  }
}

interface TarFiles {
  readonly kept: string;
  /** A name of the box's own for the same file: another box may remove the kept one at any time. */
  readonly own: string;
  readonly unfinished: string;
}

function filesOf({ name, contents }: TarRecipe, { cacheFolder, id }: TarPlace): TarFiles {
  const all = JSON.stringify([suite, contents]);
  const digest = createHash("sha256").update(all).digest("hex").slice(0, 16);
  const kept = join(cacheFolder, `${name}-${digest}.tar`);
  return { kept, own: `${kept}.${id}`, unfinished: `${kept}.new.${id}` };
}

/** Whether a tar is kept that is not too old; the box has it then. */
async function takeKept({ kept, own }: TarFiles, { clock }: World): Promise<boolean> {
  try {
    await link(kept, own);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  const { mtimeMs } = await stat(own);
  if (clock.now() - mtimeMs <= maxAgeMs) return true;
  await rm(own);
  return false;
}

async function makeTar(recipe: TarRecipe, files: TarFiles, world: World): Promise<void> {
  const { name, options, purpose, announcement } = recipe;
  const { kept, own, unfinished } = files;
  world.progress(announcement);
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
  await link(unfinished, own);
  // Moved when it is whole, so that one that broke off is never taken for it.
  await rename(unfinished, kept);
  await removeFormer(name, kept);
}

async function removeFormer(name: string, kept: string): Promise<void> {
  const tars = new RegExp(`^${name}-[0-9a-f]{16}\\.tar$`);
  const present = await readdir(dirname(kept));
  const former = present.filter((each) => tars.test(each) && each !== basename(kept));
  for (const each of former) await rm(join(dirname(kept), each), { force: true });
}

/** Removes what a box had not finished of its tars, or still used, when it was killed. */
export async function removeUnfinishedTars({ cacheFolder, id }: TarPlace): Promise<void> {
  const names = await readdir(cacheFolder).catch((): string[] => []);
  const unfinished = names.filter((name) => name.endsWith(`.${id}`));
  for (const name of unfinished) await rm(join(cacheFolder, name), { force: true });
}
