import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

/**
 * Gives the paths of absolute files as seen from a folder, with `/` between the parts; neither the
 * links on the way to the folder nor those on the way to a file matter.
 */
export function pathsFrom(folder: string): (file: string) => string {
  const known = new Map<string, string>();
  const top = real(folder);
  return (file) => {
    const parent = dirname(file);
    const realParent = known.get(parent) ?? real(parent);
    known.set(parent, realParent);
    return relative(top, join(realParent, basename(file)))
      .split(sep)
      .join("/");
  };
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
