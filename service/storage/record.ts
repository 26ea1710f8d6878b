const headerBytes = 8;

/**
 * A record of the embedded store: the time of expiry, then the value.
 * @param expiresAtMs milliseconds since 1970; 0 is never
 */
export function packRecord(value: Uint8Array, expiresAtMs: number): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + value.byteLength);
  record.writeDoubleBE(expiresAtMs, 0);
  record.set(value, headerBytes);
  return record;
}

/** The value of a record, whether expired or not. */
export function unpackRecord(record: Buffer): Uint8Array {
  return record.subarray(headerBytes);
}

/** Whether a record's time has come; at the very millisecond it has. */
export function hasExpired(record: Buffer, nowMs: number): boolean {
  const expiresAtMs = record.readDoubleBE(0);
  return expiresAtMs !== 0 && nowMs >= expiresAtMs;
}
