import { readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * A word that is equal for absolute paths that lead to one file, by links or by another spelling; the
 * file need not be there. What is no regular file, as a terminal, is as many as its names.
 */
export async function fileIdentity(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return missingPlace(path, 0);
  return found.isFile() ? `${found.dev}:${found.ino}` : path;
}

/** As many links as a system follows. */
const mostLinks = 40;

async function missingPlace(path: string, links: number): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  const place = join(folder, basename(path));
  const next = await readlink(place).catch(() => undefined);
  if (next === undefined || links === mostLinks) return place;
  return missingPlace(resolve(folder, next), links + 1);
}
