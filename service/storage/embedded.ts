import { hash } from "node:crypto";
import { type EmbeddedDatabase, openDatabase } from "./embedded-database.ts";
import { removeReserveBytes, watchFreeSpace, writeReserveBytes } from "./free-space.ts";
import { hasExpired, listedUnder, packRecord, unpackRecord } from "./record.ts";
import { type Store, StoreError } from "./store.ts";
import { expiryKey, purgeTime, sweepExpired } from "./sweep.ts";
import { WriteGather } from "./write-gather.ts";

/** Where an embedded store lives, and what time it is there. */
export interface EmbeddedStoreOptions {
  /** Made where it is missing, readable by its owner only. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How often what has expired is removed; it is never read in between. */
  readonly sweepEveryMs?: number;
  /** What is left on the file system of a folder, in bytes. */
  readonly freeBytes?: (folder: string) => number;
}

const nothing = Buffer.alloc(1);

/** Once a commit has failed, lmdb waits for ever for its flush; what was promised is safe already. */
const closingMs = 2000;

/**
 * A store in a folder on this machine, for laptops and sandboxes. Workers of one process may have it
 * open at once; `embedded-lock.ts` keeps other programs out.
 *
 * What a write promised survives a killed process, since the system has it by then; the disk has it a
 * moment later, so that a power cut may take the last writes, but never tears one nor the store.
 * Times to live are kept by the system's clock, over a restart too.
 * @throws {StoreError} when the folder cannot be used
 */
export function openEmbeddedStore(options: EmbeddedStoreOptions): Store {
  const { folder, now = Date.now, sweepEveryMs = 60_000 } = options;
  const database = openDatabase(folder);
  const space = watchFreeSpace(folder, options.freeBytes);
  const gather = new WriteGather();
  // What cannot be removed now, on a full disk say, is tried again.
  const sweeper = every(sweepEveryMs, async () => {
    space.demand(removeReserveBytes);
    await sweepExpired(database, now());
  });
  let isClosing = false;
  // A read beside its end leaves lmdb with an error that nobody can catch.
  const demandOpen = (): void => {
    if (isClosing) throw new Error("it is closed");
  };
  const change = async <T>(deed: string, reserve: number, start: () => Promise<T>): Promise<T> => {
    try {
      demandOpen();
      space.demand(reserve);
      return await start();
    } catch (cause) {
      throw await commitFailure(deed, cause);
    }
  };

  return {
    async get(key) {
      return attemptSync("read", () => {
        demandOpen();
        return liveValue(read(database, digest(key)), now());
      });
    },
    async set(key, value, ttlSeconds) {
      const start = () => put(database, digest(key), value, ttlSeconds * 1000, now());
      await change("write", writeReserveBytes, () => gather.run(start));
    },
    create(key, value, ttlSeconds) {
      const start = () => create(database, key, value, ttlSeconds * 1000, now);
      return change("write", writeReserveBytes, start);
    },
    async delete(key) {
      const start = () => database.values.remove(digest(key));
      await change("delete", removeReserveBytes, () => gather.run(start));
    },
    readiness: () => ({ ready: true }),
    stats: () => ({ retries: 0, speculativeExecutions: 0, inFlight: 0, nodes: [] }),
    async close() {
      isClosing = true;
      await sweeper.stop();
      gather.flush();
      await within(closingMs, database.root.close());
    },
  };
}

/** Does something again and again, one at a time; what fails is left until the next time. */
function every(ms: number, action: () => Promise<void>): { readonly stop: () => Promise<void> } {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(action).catch(looksAtReason);
  }, ms);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return running;
    },
  };
}

/** One for all: each digest in a buffer of its own would cost more than making it. */
const lastDigest = Buffer.alloc(32);

/**
 * What a key is stored under, until the next call. LMDB's keys end at 1,978 bytes and Kask's do not; nor
 * should a session key lie on a disk.
 */
function digest(key: string): Buffer {
  lastDigest.write(hash("sha256", key, "binary"), "binary");
  return lastDigest;
}

function read({ values }: EmbeddedDatabase, id: Buffer): Buffer | undefined {
  const found = values.getBinaryFast(id);
  if (found === undefined) return undefined;
  // The next read overwrites what was found.
  const record = Buffer.allocUnsafe(found.length);
  found.copy(record, 0, 0, found.length);
  return record;
}

function liveValue(record: Buffer | undefined, nowMs: number): Uint8Array | undefined {
  return record === undefined || hasExpired(record, nowMs) ? undefined : unpackRecord(record);
}

/** The entry goes before its value: one that lies there alone does no harm, and is swept. */
function put(
  { values, expiries }: EmbeddedDatabase,
  id: Buffer,
  value: Uint8Array,
  ttlMs: number,
  nowMs: number,
): Promise<boolean> {
  const expiresAtMs = ttlMs === 0 ? 0 : nowMs + ttlMs;
  const purgeAfterMs = ttlMs === 0 ? 0 : purgeTime(expiresAtMs, ttlMs);
  if (purgeAfterMs !== 0) {
    const older = values.getBinaryFast(id);
    if (older === undefined || listedUnder(older) !== purgeAfterMs) {
      // Mostly the two share a commit, and the value's promise tells how it went.
      expiries.put(expiryKey(purgeAfterMs, id), nothing).catch(looksAtReason);
    }
  }
  return values.put(id, packRecord(value, { expiresAtMs, purgeAfterMs }));
}

function create(
  database: EmbeddedDatabase,
  key: string,
  value: Uint8Array,
  ttlMs: number,
  now: () => number,
): Promise<boolean> {
  return database.root.transaction(() => {
    const id = digest(key);
    const nowMs = now();
    const older = database.values.getBinary(id);
    if (older !== undefined && !hasExpired(older, nowMs)) return false;
    void put(database, id, value, ttlMs, nowMs);
    return true;
  });
}

async function within(ms: number, action: Promise<unknown>): Promise<void> {
  const { promise: tooLong, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([action, tooLong]);
  clearTimeout(timer);
}

function looksAtReason(cause: unknown): void {
  void commitFailure("write", cause);
}

function attemptSync<T>(deed: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw failure(deed, cause);
  }
}

function failure(deed: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`the embedded store could not ${deed}: ${reason}`, { cause });
}

/** A commit that failed has its reason in a promise, which ends the process if nobody looks at it. */
async function commitFailure(deed: string, cause: unknown): Promise<StoreError> {
  const { commitError } = cause as { readonly commitError?: Promise<never> };
  if (commitError === undefined) return failure(deed, cause);
  return failure(deed, await commitError.catch((reason: unknown) => reason));
}
