import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { folderError, folderReason, makeFolder } from "./data-folder.ts";

/** A data folder that is ours. */
export interface DataFolderLock {
  release(): void;
}

const lockFile = "kask.lock";
const holderFile = "kask.pid";

/** What nobody refers to any more is collected, and with it its lock. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data folder for this process and its workers. The system holds the lock, and ends it with
 * the process however that ends; Node gives no file locks but SQLite's. The folder must be on a disk
 * of this machine: network file systems lie about locks.
 * @throws {StoreError} when another process has it, with that one's id; when it cannot be used
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  // Not at the top: only the embedded engine needs it.
  const sqlite = await import("node:sqlite");
  try {
    makeFolder(folder);
    const file = join(folder, lockFile);
    makeFile(file);
    const database = new sqlite.DatabaseSync(file);
    // A transaction that is never ended: nothing is written, and no other process can begin one.
    database.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE");
    held.add(database);
    writeFileSync(join(folder, holderFile), `${process.pid} on ${hostname()}\n`, { mode: 0o600 });
    return { release: () => release(database) };
  } catch (cause) {
    if (isHeld(cause)) throw folderError(folder, `${holderOf(folder)} is using it`, cause);
    throw folderError(folder, folderReason(folder, cause), cause);
  }
}

function release(database: DatabaseSync): void {
  held.delete(database);
  database.close();
}

function makeFile(file: string): void {
  try {
    writeFileSync(file, "", { flag: "wx", mode: 0o600 });
  } catch (error) {
    // Closing a file that is there already would end the lock of this very process.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

const sqliteBusy = 5;

function isHeld(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === sqliteBusy;
}

function holderOf(folder: string): string {
  try {
    return `process ${readFileSync(join(folder, holderFile), "utf8").trim()}`;
  } catch {
    return "another process";
  }
}
