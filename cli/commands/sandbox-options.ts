import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { KaskctlError } from "../base/errors.ts";
import { stateFolder } from "../base/state-folder.ts";
import type { World } from "../base/world.ts";
import { fetchedJars } from "../sandbox/box/cassandra-jars.ts";
import type { CommandOption, Installation } from "./command.ts";

/** Where the sandbox lives; the same for each command about it. */
export const sandboxFolderOption: CommandOption = {
  flags: "--dir <dir>",
  description: "its folder (default: kaskctl/sandbox in $XDG_STATE_HOME)",
};

/** How many instances it has. */
export const hostsOption: CommandOption = {
  flags: "--hosts <n>",
  description: "how many instances",
  default: "1",
};

/**
 * The folder that `--dir` means, absolute.
 * @throws {KaskctlError} wrong-use where it is empty, which would mean the working folder
 */
export function sandboxFolder(options: Readonly<Record<string, unknown>>, world: World): string {
  const { dir } = options;
  if (dir === "") {
    const hint = "Name a folder; a variable in its place may be unset.";
    throw new KaskctlError("wrong-use", "Cannot use --dir: it is empty.", { hint });
  }
  return typeof dir === "string" ? resolve(world.cwd, dir) : join(stateFolder(world), "sandbox");
}

/** Beta's first session store is 02. */
const firstNumber = 2;

/**
 * The short names of N instances: `deployment-sessionstore02`, `03`, …
 * @throws {KaskctlError} wrong-use
 */
export function hostNames(count: unknown): readonly string[] {
  const hosts = Number(count);
  if (!Number.isInteger(hosts) || hosts < 1 || hosts > 9) {
    throw new KaskctlError(
      "wrong-use",
      `Cannot raise ${String(count)} instances: --hosts takes 1 to 9.`,
      {
        hint: "kaskctl sandbox up --hosts 2",
      },
    );
  }
  return Array.from({ length: hosts }, (_, index) => {
    const number = String(index + firstNumber).padStart(2, "0");
    return `deployment-sessionstore${number}`;
  });
}

/**
 * What a box is made of beside Debian's packages. `KASKCTL_CASSANDRA_JARS` names a folder of jars, without it
 * those count that were fetched into the checkout; `KASKCTL_REFERENCE_KASK` names Wikimedia's Kask. Only a checkout
 * has what images are made of.
 * @throws {KaskctlError} file-unreadable where one of them names something else
 */
export function boxOptions({ puppetFolder, kask: program, version }: Installation, world: World) {
  const checkout = join(dirname(program), "..");
  const fetched = fetchedJars(checkout);
  const named = namedBy("KASKCTL_CASSANDRA_JARS", "folder", world);
  const cassandraJars = named ?? (existsSync(fetched) ? fetched : undefined);
  const reference = namedBy("KASKCTL_REFERENCE_KASK", "file", world);
  const kask = { checkout, version, ...(reference ? { reference } : {}) };
  return {
    puppetFolder,
    cacheFolder: join(cacheFolder(world), "box"),
    ...(existsSync(join(checkout, "scripts", "image.ts")) ? { kask } : {}),
    ...(cassandraJars ? { cassandraJars } : {}),
  };
}

/** Looked at before anything is begun: it is used when half of the box is up. */
function namedBy(
  variable: string,
  kind: "file" | "folder",
  { env, cwd }: World,
): string | undefined {
  const value = env[variable];
  if (!value) return undefined;
  const path = resolve(cwd, value);
  const found = statSync(path, { throwIfNoEntry: false });
  if (kind === "file" ? found?.isFile() : found?.isDirectory()) return path;
  throw new KaskctlError(
    "file-unreadable",
    `Cannot raise a box: ${variable} names ${path}, which is no ${kind}.`,
    { hint: `Name a ${kind}, or unset it: a box can be without.` },
  );
}
