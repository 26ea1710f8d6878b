import { type FSWatcher, readdirSync, realpathSync, type Stats, statSync, watch } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";
import { isLinted } from "./lint-inputs.ts";

/** The names of a folder that matter; undefined: all that lint looks at. */
type Names = ReadonlySet<string> | undefined;

interface OpenWatcher {
  /** A folder that was made anew has another one. */
  readonly identity: string;
  readonly watcher: FSWatcher;
}

/**
 * One watcher for each folder, and none for a file: a file that is replaced by renaming takes its
 * watcher away with it, and Node's own recursive watching loses such files.
 */
export class WatchedFolders {
  readonly #onChange: (path: string) => void;
  readonly #open = new Map<string, OpenWatcher>();
  #names: ReadonlyMap<string, Names> = new Map();

  /** `onChange` is told an absolute path at which something may be different. */
  constructor(onChange: (path: string) => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches what is at absolute paths now, with all folders below, and those above, which may be
   * exchanged as well.
   * @throws {KaskctlError} file-unreadable where the system watches no more folders
   */
  follow(paths: readonly string[]): void {
    // A folder may have come into another one before that was watched.
    while (this.#followOnce(paths));
  }

  close(): void {
    for (const { watcher } of this.#open.values()) watcher.close();
    this.#open.clear();
  }

  /** Whether a folder is watched that was not before. */
  #followOnce(paths: readonly string[]): boolean {
    this.#names = foldersOf(paths);
    for (const [folder, { identity }] of this.#open) {
      if (!this.#names.has(folder) || identityOf(folder) !== identity) this.#forget(folder);
    }
    const missing = [...this.#names.keys()].filter((folder) => !this.#open.has(folder));
    return missing.map((folder) => this.#watch(folder)).some(Boolean);
  }

  #forget(folder: string): void {
    this.#open.get(folder)?.watcher.close();
    this.#open.delete(folder);
  }

  #watch(folder: string): boolean {
    const identity = identityOf(folder);
    if (identity === undefined) return false;
    try {
      const watcher = watch(folder, (event, name) => this.#take(folder, event, name));
      // Some systems say so of a folder that is removed.
      watcher.on("error", () => this.#onChange(folder));
      this.#open.set(folder, { identity, watcher });
      return true;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "ENOSPC" || code === "EMFILE") throw tooMany(folder, cause);
      return false;
    }
  }

  #take(folder: string, event: string, name: string | null): void {
    const path = name === null ? folder : join(folder, name);
    if (name !== null && !this.#matters(folder, name)) return;
    // What is there now may be another folder, even one with the number of the old one.
    if (event === "rename") this.#forgetBelow(path);
    this.#onChange(path);
  }

  /** What is no folder now may have been one. */
  #matters(folder: string, name: string): boolean {
    const names = this.#names.get(folder);
    if (names !== undefined) return names.has(name);
    const path = join(folder, name);
    return (
      isLinted(name, false) || (isLinted(name, true) && (this.#open.has(path) || isFolder(path)))
    );
  }

  #forgetBelow(path: string): void {
    for (const folder of this.#open.keys()) {
      if (folder === path || folder.startsWith(path + sep)) this.#forget(folder);
    }
  }
}

function foldersOf(paths: readonly string[]): ReadonlyMap<string, Names> {
  const folders = new Map<string, Set<string> | undefined>();
  for (const path of paths.flatMap((each) => [each, realPath(each)])) {
    for (let at = path; dirname(at) !== at; at = dirname(at)) {
      const names = folders.get(dirname(at)) ?? new Set();
      folders.set(dirname(at), names.add(basename(at)));
    }
  }
  for (const path of paths) {
    if (isFolder(path)) for (const folder of below(path)) folders.set(folder, undefined);
  }
  return folders;
}

/** A folder and those in it that lint looks into; links are not followed. */
function below(folder: string): readonly string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isLinted(entry.name, true))
      .flatMap(({ name }) => below(join(folder, name)));
    return [folder, ...inner];
  } catch {
    return [folder];
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function identityOf(folder: string): string | undefined {
  const found = statOf(folder);
  return found && `${found.dev}:${found.ino}`;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function tooMany(folder: string, cause: unknown): KaskctlError {
  const message = `Cannot watch ${folder}: ${systemReason(cause)}.`;
  return new KaskctlError("file-unreadable", message, {
    cause,
    hint: "The system limits how many folders are watched (fs.inotify.max_user_watches): watch fewer.",
  });
}
