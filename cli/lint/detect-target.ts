import type { Target } from "./rule.ts";

/**
 * Who reads the file at `path`: Puppet from a tree where it lies in or under a folder named
 * `hieradata`, or one of `treeFolders` (those that hold a `hiera.yaml`); else the ENC.
 */
export function detectTarget(path: string, treeFolders: readonly string[] = []): Target {
  const segments = path.split(/[\\/]/u);
  if (segments.includes("hieradata")) return "tree";
  const inside = (folder: string) =>
    path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
  return treeFolders.some(inside) ? "tree" : "horizon";
}
