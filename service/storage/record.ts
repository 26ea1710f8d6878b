import { crc32 } from "node:zlib";

const expiresAtMs = 0;
const purgeAfterMs = 8;
const checksum = 16;
const headerBytes = 20;

/** Why a record cannot be trusted; it holds neither key nor value. */
export class RecordError extends Error {
  constructor(sizeBytes: number) {
    super(`its record of ${sizeBytes} B is damaged: the checksum is another`);
    this.name = "RecordError";
  }
}

/** When a record ends, in milliseconds since 1970; 0 is never. */
export interface RecordTimes {
  readonly expiresAtMs: number;
  /** Under which time the expiries list it; not before it expires. */
  readonly purgeAfterMs: number;
}

/** A record of the embedded store: its times, a checksum of the rest, then the value. */
export function packRecord(value: Uint8Array, times: RecordTimes): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + value.byteLength);
  record.writeDoubleBE(times.expiresAtMs, expiresAtMs);
  record.writeDoubleBE(times.purgeAfterMs, purgeAfterMs);
  record.set(value, headerBytes);
  record.writeUInt32BE(checksumOf(record), checksum);
  return record;
}

/**
 * The value of a record, whether expired or not; it shares the record's memory.
 * @throws {RecordError} when a byte of it is not as it was stored
 */
export function unpackRecord(record: Buffer): Uint8Array {
  if (record.length < headerBytes || record.readUInt32BE(checksum) !== checksumOf(record)) {
    throw new RecordError(record.length);
  }
  return record.subarray(headerBytes);
}

/** Whether a record's time has come; at the very millisecond it has. */
export function hasExpired(record: Buffer, nowMs: number): boolean {
  if (record.length < headerBytes) return false;
  const endMs = record.readDoubleBE(expiresAtMs);
  return endMs !== 0 && nowMs >= endMs;
}

/** Under which time the expiries list a record; 0: they do not. */
export function listedUnder(record: Buffer): number {
  return record.length < headerBytes ? 0 : record.readDoubleBE(purgeAfterMs);
}

function checksumOf(record: Buffer): number {
  return crc32(record.subarray(headerBytes), crc32(record.subarray(0, checksum)));
}
