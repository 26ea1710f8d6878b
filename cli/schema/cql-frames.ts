import { CqlError } from "./cql-error.ts";

const requestVersion = 0x04;
const answerVersion = 0x84;

/** Bytes before the body of a frame: version, flags, stream (2), opcode, length (4). */
export const headerBytes = 9;

/** Nothing that is asked here is answered with more. */
const longestBodyBytes = 64 * 1024 * 1024;

/**
 * What a frame is.
 * @see cassandra/doc/native_protocol_v4.spec, 2.4 opcode
 */
export const opcodes = {
  error: 0x00,
  startup: 0x01,
  ready: 0x02,
  authenticate: 0x03,
  query: 0x07,
  result: 0x08,
  authResponse: 0x0f,
  authSuccess: 0x10,
} as const;

const headerFlags = { tracing: 0x02, warning: 0x08 };
const rowsResult = 2;
const globalTable = 0x01;
const consistencyOne = 0x01;

/** A request as it goes over the wire; one at a time is under way, so that its stream is always 0. */
export function requestFrame(opcode: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(headerBytes);
  header[0] = requestVersion;
  header[4] = opcode;
  header.writeInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

/** The body of STARTUP. */
export function startupBody(): Buffer {
  return Buffer.concat([short(1), shortText("CQL_VERSION"), shortText("3.0.0")]);
}

/** The body of AUTH_RESPONSE for SASL PLAIN, which has an empty identity first. */
export function plainLoginBody(username: string, password: string): Buffer {
  return longText(`\0${username}\0${password}`);
}

/** The body of a QUERY without values. */
export function queryBody(cql: string): Buffer {
  return Buffer.concat([longText(cql), short(consistencyOne), Buffer.alloc(1)]);
}

/** What the header of an answer says. */
export interface AnswerHeader {
  readonly flags: number;
  readonly opcode: number;
  readonly bodyBytes: number;
}

/** @throws {CqlError} away */
export function readHeader(header: Buffer): AnswerHeader {
  const bodyBytes = header.readInt32BE(5);
  if (header[0] !== answerVersion || bodyBytes < 0 || bodyBytes > longestBodyBytes) {
    throw new CqlError("away", `0x${header.toString("hex")} is no header of Cassandra's protocol`);
  }
  return { flags: header.readUInt8(1), opcode: header.readUInt8(4), bodyBytes };
}

/** The code and the words of an ERROR. */
export function readError(flags: number, body: Buffer): readonly [code: number, words: string] {
  const reader = readerOf(flags, body);
  return [reader.int(), reader.text(reader.short())];
}

/**
 * What a `SELECT JSON` found: Cassandra writes each row as one text, so that no other type of CQL
 * need be known here. A result without rows has none.
 * @throws {CqlError} away
 */
export function readJsonRows(flags: number, body: Buffer): readonly JsonRow[] {
  const reader = readerOf(flags, body);
  if (reader.int() !== rowsResult) return [];
  const hasTable = (reader.int() & globalTable) !== 0;
  const columns = reader.int();
  if (columns !== 1 || !hasTable)
    throw new CqlError("away", `${columns} columns came instead of one`);
  // Keyspace, table and column; then the column's type.
  for (let names = 3; names > 0; names--) reader.text(reader.short());
  reader.short();
  return Array.from({ length: reader.int() }, () => JSON.parse(reader.text(reader.int())));
}

/** A row by column. */
export type JsonRow = Readonly<Record<string, unknown>>;

function readerOf(flags: number, body: Buffer): BodyReader {
  const reader = new BodyReader(body);
  if (flags & headerFlags.tracing) reader.skip(16);
  if (flags & headerFlags.warning) {
    for (let warnings = reader.short(); warnings > 0; warnings--) reader.text(reader.short());
  }
  return reader;
}

class BodyReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  int(): number {
    return this.#body.readInt32BE(this.skip(4));
  }

  short(): number {
    return this.#body.readUInt16BE(this.skip(2));
  }

  text(lengthBytes: number): string {
    const start = this.skip(lengthBytes);
    return this.#body.toString("utf8", start, this.#at);
  }

  /** Passes over so many bytes and gives where they begin. */
  skip(lengthBytes: number): number {
    const start = this.#at;
    this.#at += lengthBytes;
    if (lengthBytes < 0 || this.#at > this.#body.length)
      throw new CqlError("away", "an answer is cut off");
    return start;
  }
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function shortText(text: string): Buffer {
  return Buffer.concat([short(Buffer.byteLength(text)), Buffer.from(text)]);
}

function longText(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}
