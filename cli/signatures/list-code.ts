import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { systemReason } from "../base/files.ts";

/** Files of Puppet code in a tree, and the folders that were looked into for them; paths inside it, with `/`. */
export interface CodeListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly warnings: readonly string[];
  /** What the warnings are about. */
  readonly unread: readonly string[];
}

/** Where a tree or an environment keeps modules. */
const moduleFolders = ["modules", "site", "site-modules", "vendor_modules", "core_modules"];

/** Which files of a module's folders are code that declares, or that may look keys up. */
const endings: Readonly<Record<string, readonly string[]>> = {
  manifests: [".pp"],
  types: [".pp"],
  functions: [".pp"],
  templates: [".erb", ".epp"],
  lib: [".rb"],
};

/**
 * Lists the Puppet code of a tree: modules in the usual places, environments, manifests of its own, a
 * folder that is a module or is full of them. Links are followed inside the tree only.
 */
export function listCode(tree: string): CodeListing {
  const lister = new Lister(tree);
  lister.tree("");
  if (lister.files.length === 0) lister.modules("");
  return lister;
}

class Lister implements CodeListing {
  readonly files: string[] = [];
  readonly folders: string[] = [];
  readonly warnings: string[] = [];
  readonly unread: string[] = [];
  readonly #root: string;
  readonly #realRoot: string;
  /** The real paths of the links that were followed to the place. */
  readonly #links: string[] = [];

  constructor(root: string) {
    this.#root = root;
    this.#realRoot = existsSync(root) ? realpathSync(root) : root;
  }

  tree(folder: string): void {
    for (const each of this.#subfolders(folder)) {
      if (moduleFolders.includes(each.name)) this.#enter(each, (path) => this.modules(path));
      else if (each.name === "environments" && folder === "")
        this.#enter(each, (path) => this.#all(path, (inner) => this.tree(inner)));
      else if (each.name in endings) this.#code(each);
    }
  }

  modules(folder: string): void {
    this.#all(folder, (path) => {
      for (const each of this.#subfolders(path)) if (each.name in endings) this.#code(each);
    });
  }

  #all(folder: string, visit: (path: string) => void): void {
    for (const each of this.#subfolders(folder)) this.#enter(each, visit);
  }

  #code(entry: NamedEntry): void {
    const wanted = endings[entry.name] ?? [];
    this.#enter(entry, (path) => this.#filesBelow(path, wanted));
  }

  #filesBelow(folder: string, wanted: readonly string[]): void {
    for (const entry of this.#entries(folder)) {
      const path = inside(folder, entry.name);
      if (entry.isDirectory()) this.#filesBelow(path, wanted);
      else if (entry.isSymbolicLink()) this.#link(path, wanted);
      else if (entry.isFile() && wanted.includes(extname(entry.name))) this.files.push(path);
    }
  }

  #link(path: string, wanted: readonly string[]): void {
    const target = statSync(join(this.#root, path), { throwIfNoEntry: false });
    if (target?.isDirectory())
      this.#enter({ path, isLink: true }, (inner) => this.#filesBelow(inner, wanted));
    else if (wanted.includes(extname(path)) && this.#mayFollow(path)) this.files.push(path);
  }

  #subfolders(folder: string): readonly NamedEntry[] {
    return this.#entries(folder)
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => ({
        name: entry.name,
        path: inside(folder, entry.name),
        isLink: entry.isSymbolicLink(),
      }));
  }

  #enter({ path, isLink }: Entry, visit: (path: string) => void): void {
    if (!isLink) {
      visit(path);
      return;
    }
    if (!this.#mayFollow(path) || !statSync(join(this.#root, path)).isDirectory()) return;
    this.#links.push(realpathSync(join(this.#root, path)));
    visit(path);
    this.#links.pop();
  }

  /** Whether a link leads to something inside the tree that does not hold the link itself. */
  #mayFollow(path: string): boolean {
    try {
      const target = realpathSync(join(this.#root, path));
      const holder = realpathSync(join(this.#root, path, ".."));
      if (!isWithin(target, this.#realRoot))
        return this.#skip(path, "the link leads out of the tree");
      if (!isWithin(holder, target) && !this.#links.includes(target)) return true;
      return this.#skip(path, "the link leads to a folder that holds it");
    } catch (error) {
      return this.#skip(path, systemReason(error));
    }
  }

  #entries(folder: string): readonly Dirent[] {
    try {
      const entries = readdirSync(`${this.#root}/${folder}`, { withFileTypes: true });
      this.folders.push(folder);
      return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    } catch (error) {
      this.#skip(folder || ".", systemReason(error));
      return [];
    }
  }

  #skip(path: string, reason: string): false {
    this.warnings.push(`${path}: ${reason}`);
    this.unread.push(path);
    return false;
  }
}

interface Entry {
  readonly path: string;
  readonly isLink: boolean;
}

interface NamedEntry extends Entry {
  readonly name: string;
}

function inside(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
