import { createHash } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { hasExpired, packRecord, unpackRecord } from "./record.ts";
import { type Store, StoreError } from "./store.ts";
import { sweepExpired } from "./sweep.ts";

/** Where an embedded store lives, and what time it is there. */
export interface EmbeddedStoreOptions {
  /** Made where it is missing, readable by its owner only. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const sweepEveryMs = 10 * 60_000;

/**
 * A store in a folder on this machine, for laptops and sandboxes. Several processes may use one
 * folder at once: LMDB locks it. What `set` promised survives a killed process.
 * @throws {StoreError} when the folder cannot be used
 */
export function openEmbeddedStore(options: EmbeddedStoreOptions): Store {
  const { folder, now = Date.now } = options;
  const database = openDatabase(folder);
  let sweeping = Promise.resolve();
  const sweeper = setInterval(() => {
    // What cannot be removed now, on a full disk say, is tried again; it is never read.
    sweeping = sweepExpired(database, now()).catch(() => undefined);
  }, sweepEveryMs);
  sweeper.unref();

  return {
    async get(key) {
      return attempt("read", () => liveValue(database.getBinary(digest(key)), now()));
    },
    async set(key, value, ttlSeconds) {
      const expiresAtMs = ttlSeconds === 0 ? 0 : now() + ttlSeconds * 1000;
      await attempt("write", () => database.put(digest(key), packRecord(value, expiresAtMs)));
    },
    async create(key, value, ttlSeconds) {
      const id = digest(key);
      const nowMs = now();
      const expiresAtMs = ttlSeconds === 0 ? 0 : nowMs + ttlSeconds * 1000;
      return attempt("write", () =>
        database.transaction(() => {
          if (liveValue(database.getBinary(id), nowMs) !== undefined) return false;
          database.putSync(id, packRecord(value, expiresAtMs));
          return true;
        }),
      );
    },
    async delete(key) {
      await attempt("delete", () => database.remove(digest(key)));
    },
    readiness: () => ({ ready: true }),
    stats: () => ({ retries: 0, speculativeExecutions: 0, inFlight: 0, nodes: [] }),
    async close() {
      clearInterval(sweeper);
      await sweeping;
      await database.close();
    },
  };
}

function openDatabase(folder: string): RootDatabase<Buffer, Buffer> {
  try {
    makeFolder(folder);
    // A dot in the folder's name would make lmdb take it for a file.
    return open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      encoding: "binary",
      keyEncoding: "binary",
    });
  } catch (cause) {
    const found = `cannot use the data folder ${JSON.stringify(folder)}: ${reasonOf(cause)}`;
    throw new StoreError(`${found}. Choose another with --data.`, { cause });
  }
}

/**
 * Makes a folder and those above it, where they are missing. Node's own `recursive` tries for ever
 * where a file system has no room for folders, as `/proc` has none.
 */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(folder).isDirectory()) return;
    if (code !== "ENOENT" || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    makeFolder(folder);
  }
}

async function attempt<T>(deed: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new StoreError(`the embedded store could not ${deed}: ${reasonOf(cause)}`, { cause });
  }
}

/** LMDB's keys end at 1,978 bytes and Kask's do not; nor should a session key lie on a disk. */
function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

function liveValue(record: Buffer | undefined, nowMs: number): Uint8Array | undefined {
  return record === undefined || hasExpired(record, nowMs) ? undefined : unpackRecord(record);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
