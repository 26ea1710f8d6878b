import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { LintFile } from "./lint-inputs.ts";

/** A link in a folder. */
export interface LintLink extends LintFile {
  /** Whether its name is that of a data file. */
  readonly isNamedAsData: boolean;
}

/** What links of a folder lead to. */
interface FollowedLinks {
  /** Files inside the folder that have no other name there, each once. */
  readonly files: readonly LintFile[];
  /** How many links to data or folders lead out of the folder, or nowhere. */
  readonly skipped: number;
}

/**
 * Follows the links of a folder.
 * @param found the folder's own files, which were seen without following a link
 * @param folder absolute
 */
export function followLinks(
  links: readonly LintLink[],
  found: readonly LintFile[],
  folder: string,
  cwd: string,
): FollowedLinks {
  if (links.length === 0) return { files: [], skipped: 0 };
  const top = realpathSync(folder);
  const known = new Set(found.map(({ file }) => join(top, relative(folder, resolve(cwd, file)))));
  const files: LintFile[] = [];
  let skipped = 0;
  for (const { file, target, isNamedAsData } of links) {
    const end = endOf(resolve(cwd, file));
    // What is not called data may be anything, unless it is a folder.
    if (!isNamedAsData && end?.kind !== "folder") continue;
    if (end === undefined || end.kind === "other" || !isInside(end.path, top)) skipped++;
    else if (end.kind === "file" && !known.has(end.path)) {
      known.add(end.path);
      files.push({ file, target });
    }
  }
  return { files, skipped };
}

function endOf(link: string) {
  try {
    const path = realpathSync(link);
    const found = statSync(path);
    const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
    return { path, kind };
  } catch {
    return undefined;
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
