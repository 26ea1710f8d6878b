import { ByteReader, copyOf, MalformedFrameError } from "./byte-reader.ts";
import { unavailableCode, withoutRole } from "./cassandra-errors.ts";
import { headerFlags, resultKinds, rowsFlags } from "./protocol.ts";

/** An ERROR. */
export interface ServerError {
  readonly code: number;
  readonly message: string;
  /** What could not be reached, where too few replicas are alive. */
  readonly consistency?: number;
}

/** Where the body of an answer begins, behind what a node may put before it. */
export function bodyStart(flags: number, bytes: Buffer, start: number, end: number): number {
  if (flags === 0) return start;
  const reader = new ByteReader(bytes, start, end);
  if (flags & headerFlags.tracing) reader.skip(16);
  if (flags & headerFlags.warning) reader.stringList();
  if (flags & headerFlags.customPayload) {
    for (let left = reader.short(); left > 0; left--) {
      reader.string();
      reader.bytes();
    }
  }
  return reader.skip(0);
}

/** Reads an ERROR as far as it is needed. */
export function readError(bytes: Buffer, start: number, end: number): ServerError {
  const reader = new ByteReader(bytes, start, end);
  const code = reader.int();
  const error = { code, message: withoutRole(code, reader.string()) };
  return error.code === unavailableCode ? { ...error, consistency: reader.short() } : error;
}

/**
 * The first column of the first row, copied; undefined without a row, and for null.
 * @throws {MalformedFrameError} when the answer is no rows, or cut off
 */
export function readFirstValue(bytes: Buffer, start: number, end: number): Buffer | undefined {
  if (end - start < 16 || bytes.readInt32BE(start + 4) !== rowsFlags.noMetadata) {
    return readRows(bytes, start, end).rows[0]?.[0];
  }
  // Kind, flags and number of columns, then the number of rows and the value's length.
  if (bytes.readInt32BE(start + 12) === 0) return undefined;
  const length = end - start < 20 ? 0 : bytes.readInt32BE(start + 16);
  if (length < 0) return undefined;
  const valueEnd = start + 20 + length;
  if (valueEnd > end) throw new MalformedFrameError("the value is cut off");
  const value = Buffer.allocUnsafe(length);
  bytes.copy(value, 0, start + 20, valueEnd);
  return value;
}

/** Whether a conditional statement did what it says: its first column is `[applied]`. */
export function readApplied(bytes: Buffer, start: number, end: number): boolean {
  return readRows(bytes, start, end).rows[0]?.[0]?.[0] === 1;
}

/** The id under which a PREPARE is executed. */
export function readPreparedId(bytes: Buffer, start: number, end: number): Buffer {
  const reader = new ByteReader(bytes, start, end);
  const kind = reader.int();
  if (kind !== resultKinds.prepared) throw new MalformedFrameError(`result ${kind} of a PREPARE`);
  return reader.shortBytes();
}

/** Rows with their columns' names; the names are absent where the node left them out. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (Buffer | undefined)[])[];
}

/** Reads any rows; a result without rows has none. */
export function readRows(bytes: Buffer, start: number, end: number): Rows {
  const reader = new ByteReader(bytes, start, end);
  if (reader.int() !== resultKinds.rows) return { columns: [], rows: [] };
  const flags = reader.int();
  const columnCount = reader.int();
  if (columnCount < 1) throw new MalformedFrameError(`rows of ${columnCount} columns`);
  if (flags & rowsFlags.morePages) reader.bytes();
  const columns = flags & rowsFlags.noMetadata ? [] : readColumns(reader, flags, columnCount);
  const rows: (Buffer | undefined)[][] = [];
  for (let left = reader.int(); left > 0; left--) {
    const row: (Buffer | undefined)[] = [];
    for (let column = 0; column < columnCount; column++) row.push(reader.bytes());
    rows.push(row);
  }
  return { columns, rows };
}

function readColumns(reader: ByteReader, flags: number, count: number): string[] {
  const global = (flags & rowsFlags.globalTable) !== 0;
  if (global) skipStrings(reader, 2);
  const names: string[] = [];
  for (let column = 0; column < count; column++) {
    if (!global) skipStrings(reader, 2);
    names.push(reader.string());
    skipType(reader);
  }
  return names;
}

const types = { custom: 0x00, list: 0x20, map: 0x21, set: 0x22, userDefined: 0x30, tuple: 0x31 };

function skipType(reader: ByteReader): void {
  const type = reader.short();
  if (type === types.custom) skipStrings(reader, 1);
  if (type === types.list || type === types.set) skipType(reader);
  if (type === types.map) skipTypes(reader, 2);
  if (type === types.tuple) skipTypes(reader, reader.short());
  if (type === types.userDefined) {
    skipStrings(reader, 2);
    for (let left = reader.short(); left > 0; left--) {
      reader.string();
      skipType(reader);
    }
  }
}

function skipTypes(reader: ByteReader, count: number): void {
  for (let left = count; left > 0; left--) skipType(reader);
}

function skipStrings(reader: ByteReader, count: number): void {
  for (let left = count; left > 0; left--) reader.skip(reader.short());
}

/** The elements of a list, set or map (key and value by turns), copied. */
export function readElements(bytes: Buffer, perEntry: 1 | 2): readonly Buffer[] {
  const reader = new ByteReader(bytes, 0, bytes.length);
  const count = reader.int() * perEntry;
  const elements: Buffer[] = [];
  for (let left = count; left > 0; left--) {
    elements.push(reader.bytes() ?? copyOf(bytes, 0, 0));
  }
  return elements;
}
