import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";

/** What a site file is called where nobody says another name. */
export const siteFileName = "kaskctl.yaml";

/**
 * The absolute path of the site file: `explicit`, or `kaskctl.yaml` in `cwd` or the nearest folder
 * above it.
 * @throws {KaskctlError} site-missing
 */
export async function findSite(cwd: string, explicit?: string): Promise<string> {
  if (explicit !== undefined) return resolve(cwd, explicit);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, siteFileName);
    if (await exists(file)) return file;
    if (dirname(folder) === folder) break;
  }
  throw new KaskctlError(
    "site-missing",
    `There is no ${siteFileName} in ${resolve(cwd)} or in a folder above it.`,
    { hint: "Write one with `kaskctl init`, or name one with --site." },
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
