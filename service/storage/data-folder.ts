import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { systemReason } from "../base/system-reason.ts";
import { StoreError } from "./store.ts";

/**
 * Where a store of a process keeps its values: in the data folder itself where it is the only one, and
 * so has no name; otherwise in a folder of its own there.
 */
export function storeFolder(dataFolder: string, storeName: string): string {
  return storeName === "" ? dataFolder : join(dataFolder, `store-${encodeURIComponent(storeName)}`);
}

/**
 * Makes a folder and those above it, where they are missing, readable by their owner only. Node's own
 * `recursive` tries for ever where a file system has no room for folders, as `/proc` has none.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      if (statSync(folder).isDirectory()) return;
      throw new Error("it is no folder", { cause: error });
    }
    if (code !== "ENOENT" || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    makeFolder(folder);
  }
}

/** Why a data folder cannot be used, with its path, and what to try. */
export function folderError(folder: string, reason: string, cause?: unknown): StoreError {
  const found = `cannot use the data folder ${JSON.stringify(folder)}: ${reason}`;
  return new StoreError(`${found}. Choose another with --data.`, { cause });
}

/** What the system said of a folder, or of a file in it, whose name is told then. */
export function folderReason(folder: string, error: unknown): string {
  const { path = folder } = error as NodeJS.ErrnoException;
  const file = relative(folder, path);
  const isInside = file !== "" && file !== ".." && !file.startsWith("../");
  return `${isInside ? `${file}: ` : ""}${systemReason(error)}`;
}
