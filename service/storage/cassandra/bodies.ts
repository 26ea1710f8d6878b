import { consistencyCodes } from "./protocol.ts";

/** A string map, the body of STARTUP. */
export function stringMap(entries: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(entries);
  return Buffer.concat([short(pairs.length), ...pairs.flat().map(text)]);
}

/** A string list, the body of REGISTER. */
export function stringList(strings: readonly string[]): Buffer {
  return Buffer.concat([short(strings.length), ...strings.map(text)]);
}

/** Bytes with their length before them, the body of AUTH_RESPONSE. */
export function withLength(bytes: Buffer): Buffer {
  return Buffer.concat([int(bytes.length), bytes]);
}

/** The body of PREPARE. */
export function prepareBody(cql: string): Buffer {
  return withLength(Buffer.from(cql));
}

/** The body of a QUERY without values that one node answers. */
export function queryBody(cql: string): Buffer {
  return Buffer.concat([prepareBody(cql), short(consistencyCodes.ONE), Buffer.alloc(1)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([short(bytes.length), bytes]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
