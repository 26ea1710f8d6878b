import type { RootDatabase } from "lmdb";
import { hasExpired } from "./record.ts";

const batchSize = 1000;

/** Removes what has expired, a batch at a time, so that requests are answered in between. */
export async function sweepExpired(
  database: RootDatabase<Buffer, Buffer>,
  nowMs: number,
): Promise<void> {
  let next: Buffer | undefined;
  do {
    const start = next;
    // One transaction reads and removes, so that a value stored meanwhile is never lost.
    next = await database.transaction(() => sweepBatch(database, start, nowMs));
  } while (next !== undefined);
}

/** Gives the key at which the next batch starts; undefined at the end. */
function sweepBatch(
  database: RootDatabase<Buffer, Buffer>,
  start: Buffer | undefined,
  nowMs: number,
): Buffer | undefined {
  const range = { ...(start && { start }), limit: batchSize + 1 };
  const records = [...database.getRange(range)];
  for (const { key, value } of records.slice(0, batchSize)) {
    if (hasExpired(value, nowMs)) database.removeSync(key);
  }
  return records[batchSize]?.key;
}
