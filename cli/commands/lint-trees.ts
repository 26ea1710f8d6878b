import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

/** Where a text is in a Hiera tree. */
export interface TreePlace {
  /** The tree's folder, as an absolute path. */
  readonly tree: string;
  /** The text's path in it, behind `hieradata/` where the folder has that name; with `/`. */
  readonly treePath: string;
}

/** The Hiera trees that files are in: told by the folders above them, each looked at once. */
export class LintTrees {
  readonly #cwd: string;
  readonly #places = new Map<string, TreePlace | undefined>();

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Undefined for a file in no tree: no folder above it is named `hieradata` or holds a `hiera.yaml`. */
  placeOf(file: string): TreePlace | undefined {
    const path = resolve(this.#cwd, file);
    const folder = dirname(path);
    if (!this.#places.has(folder)) this.#places.set(folder, placeOfFolder(folder));
    const place = this.#places.get(folder);
    return place && { ...place, treePath: inside(place.treePath, basename(path)) };
  }
}

/** A link's name may say what its target's does not, and the other way round. */
function placeOfFolder(folder: string): TreePlace | undefined {
  const tree = treeAbove(folder);
  if (tree !== undefined) return placeIn(tree, folder);
  const real = existsSync(folder) ? realpathSync(folder) : folder;
  const realTree = real === folder ? undefined : treeAbove(real);
  return realTree === undefined ? undefined : placeIn(realTree, real);
}

function placeIn(tree: string, folder: string): TreePlace {
  const way = relative(tree, folder).split(sep).join("/");
  return { tree, treePath: isHieradata(tree) ? inside("hieradata", way) : way };
}

function treeAbove(path: string): string | undefined {
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder)) {
    if (isHieradata(folder) || existsSync(join(folder, "hiera.yaml"))) return folder;
  }
  return undefined;
}

function isHieradata(folder: string): boolean {
  return basename(folder) === "hieradata";
}

function inside(folder: string, name: string): string {
  return folder === "" || name === "" ? folder + name : `${folder}/${name}`;
}
