import { headerBytes, protocolVersion, queryFlags } from "./protocol.ts";

const chunkBytes = 64 * 1024;

/** A value from this size on is handed to the socket as it is instead of being copied. */
const largeValueBytes = 16 * 1024;

/** A prepared statement with its values, as it goes over the wire. */
export interface Execution {
  readonly consistency: number;
  /** For a conditional statement; 0: none. */
  readonly serialConsistency: number;
  /** Microseconds since 1970; 0: the node's own clock. */
  readonly timestampUs: number;
  readonly key: string;
  /** The value and the time to live that are bound after the key, where there are any. */
  readonly value: Uint8Array | undefined;
  readonly ttlSeconds: number;
}

/** Gathers frames of one connection until they are written together. */
export class FrameWriter {
  #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  #start = 0;
  #end = 0;
  #pieces: Uint8Array[] = [];

  /** Adds a frame whose body is at hand. */
  frame(stream: number, opcode: number, body: Uint8Array): void {
    this.#reserve(headerBytes + body.length);
    const at = this.#end;
    this.#header(stream, opcode);
    this.#chunk.writeInt32BE(body.length, at + 5);
    this.#chunk.set(body, this.#end);
    this.#end += body.length;
  }

  /**
   * Adds an EXECUTE.
   * @param id what PREPARE gave for the statement
   * @see cassandra/doc/native_protocol_v4.spec, 4.1.6 EXECUTE
   */
  execute(stream: number, opcode: number, id: Uint8Array, execution: Execution): void {
    const { key, value } = execution;
    const copied = value === undefined || value.length >= largeValueBytes ? 0 : value.length;
    // A character is at most three bytes; the rest is numbers.
    this.#reserve(headerBytes + id.length + key.length * 3 + copied + 64);
    const at = this.#end;
    this.#header(stream, opcode);
    this.#short(id.length);
    this.#chunk.set(id, this.#end);
    this.#end += id.length;
    this.#short(execution.consistency);
    this.#byte(flagsOf(execution));
    this.#short(value === undefined ? 1 : 3);
    this.#text(key);
    const apart = value === undefined ? 0 : this.#value(value);
    if (value !== undefined) {
      this.#int(4);
      this.#int(execution.ttlSeconds);
    }
    if (execution.serialConsistency !== 0) this.#short(execution.serialConsistency);
    if (execution.timestampUs !== 0) this.#long(execution.timestampUs);
    this.#patchLength(at, apart);
  }

  /** Everything since the last call, in order. */
  take(): readonly Uint8Array[] {
    this.#cut();
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** What was taken is on its way, so that its memory may be used again. */
  recycle(): void {
    if (this.#pieces.length > 0 || this.#end > this.#start) return;
    this.#start = 0;
    this.#end = 0;
  }

  /** Where the length of the frame is, when a value was put beside the chunk. */
  #lengthChunk: Buffer | undefined;

  #patchLength(at: number, apartBytes: number): void {
    if (this.#lengthChunk === undefined) {
      this.#chunk.writeInt32BE(this.#end - at - headerBytes, at + 5);
      return;
    }
    const chunk = this.#lengthChunk;
    this.#lengthChunk = undefined;
    chunk.writeInt32BE(this.#end - at - headerBytes + apartBytes, at + 5);
  }

  /** Gives how many bytes were put beside the chunk. */
  #value(value: Uint8Array): number {
    this.#int(value.length);
    if (value.length < largeValueBytes) {
      this.#chunk.set(value, this.#end);
      this.#end += value.length;
      return 0;
    }
    this.#cut();
    this.#pieces.push(value);
    this.#lengthChunk = this.#chunk;
    return value.length;
  }

  #cut(): void {
    if (this.#end === this.#start) return;
    this.#pieces.push(this.#chunk.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#chunk.length) return;
    this.#cut();
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(chunkBytes, bytes));
    this.#start = 0;
    this.#end = 0;
  }

  #header(stream: number, opcode: number): void {
    this.#byte(protocolVersion);
    this.#byte(0);
    this.#short(stream);
    this.#byte(opcode);
    this.#end += 4;
  }

  #text(text: string): void {
    const length = this.#chunk.write(text, this.#end + 4, "utf8");
    this.#int(length);
    this.#end += length;
  }

  #byte(value: number): void {
    this.#chunk[this.#end++] = value;
  }

  #short(value: number): void {
    this.#chunk[this.#end++] = value >>> 8;
    this.#chunk[this.#end++] = value;
  }

  #int(value: number): void {
    this.#short(value >>> 16);
    this.#short(value);
  }

  #long(value: number): void {
    this.#int(Math.floor(value / 0x1_0000_0000));
    this.#int(value);
  }
}

function flagsOf({ serialConsistency, timestampUs }: Execution): number {
  // The columns of a conditional statement's answer depend on what happened: it says them.
  if (serialConsistency !== 0) return queryFlags.values | queryFlags.serialConsistency;
  const flags = queryFlags.values | queryFlags.skipMetadata;
  return timestampUs === 0 ? flags : flags | queryFlags.timestamp;
}
