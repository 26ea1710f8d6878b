import type { EmbeddedDatabase } from "./embedded-database.ts";
import { hasExpired, listedUnder } from "./record.ts";

const batchSize = 100;
const timeBytes = 8;
const shortestWidthMs = 60_000;
const widthsInLife = 64;

/** Longer than a write may wait to be committed, so that no entry goes before its value came. */
const marginMs = 60_000;

/** An entry of the expiries: the time under which it is listed, then the value's digest. */
export function expiryKey(purgeAfterMs: number, id: Buffer): Buffer {
  const key = Buffer.allocUnsafe(timeBytes + id.length);
  key.writeDoubleBE(purgeAfterMs, 0);
  key.set(id, timeBytes);
  return key;
}

/**
 * Under which time to list a value that lives for `ttlMs` until `expiresAtMs`. Times are rounded up, to
 * a minute or a 64th of the life, so that a value that is stored again and again is mostly listed
 * already, and writes nothing but itself.
 */
export function purgeTime(expiresAtMs: number, ttlMs: number): number {
  const widths = Math.max(1, ttlMs / widthsInLife / shortestWidthMs);
  const widthMs = shortestWidthMs * 2 ** Math.floor(Math.log2(widths));
  return Math.ceil(expiresAtMs / widthMs) * widthMs;
}

/**
 * Removes what has expired, a batch at a time, so that requests are answered in between. It reads only
 * the expiries that are due, never the values that live.
 */
export async function sweepExpired(database: EmbeddedDatabase, nowMs: number): Promise<void> {
  const end = expiryKey(Math.max(0, nowMs - marginMs), Buffer.alloc(0));
  for (;;) {
    const due = [...database.expiries.getKeys({ end, limit: batchSize })];
    if (due.length === 0) return;
    // One transaction reads and removes, so that a value stored meanwhile is never lost.
    await database.root.transaction(() => removeDue(database, due, nowMs));
  }
}

function removeDue(database: EmbeddedDatabase, due: readonly Buffer[], nowMs: number): void {
  for (const entry of due) {
    const id = entry.subarray(timeBytes);
    const record = database.values.getBinary(id);
    // An entry of an older value under the same key is removed alone: the newer one has its own.
    if (record !== undefined && isOf(entry, record) && hasExpired(record, nowMs)) {
      database.values.removeSync(id);
    }
    database.expiries.removeSync(entry);
  }
}

function isOf(entry: Buffer, record: Buffer): boolean {
  return entry.readDoubleBE(0) === listedUnder(record);
}
