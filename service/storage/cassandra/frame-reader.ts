import { MalformedFrameError } from "./byte-reader.ts";
import { headerBytes, protocolVersion } from "./protocol.ts";

const answerVersion = 0x80 | protocolVersion;

/** Cassandra's own limit of a frame, 256 MiB. */
const longestBodyBytes = 256 * 1024 * 1024;

/** Takes one frame; the bytes are good until it returns. */
export type TakeFrame = (
  flags: number,
  stream: number,
  opcode: number,
  bytes: Buffer,
  start: number,
  end: number,
) => void;

/** Cuts what a socket reads into frames, whichever way it is chunked. */
export class FrameReader {
  readonly #take: TakeFrame;
  /** The beginning of a frame whose rest is still to come; it is as long as the frame where the length is known. */
  #partial: Buffer = Buffer.alloc(0);
  #have = 0;

  constructor(take: TakeFrame) {
    this.#take = take;
  }

  /** @throws {MalformedFrameError} when this cannot be an answer of Cassandra */
  push(chunk: Buffer, lengthBytes: number): void {
    let at = this.#have === 0 ? 0 : this.#completePartial(chunk, lengthBytes);
    while (lengthBytes - at >= headerBytes) {
      const end = at + headerBytes + bodyLength(chunk, at);
      if (end > lengthBytes) break;
      this.#give(chunk, at, end);
      at = end;
    }
    if (at < lengthBytes) this.#keep(chunk, at, lengthBytes);
  }

  /** Gives how many bytes of the chunk belong to the frame that was begun. */
  #completePartial(chunk: Buffer, lengthBytes: number): number {
    let at = 0;
    if (this.#have < headerBytes) {
      at = this.#fill(chunk, 0, lengthBytes, headerBytes);
      if (this.#have < headerBytes) return at;
      const header = this.#partial;
      this.#partial = Buffer.allocUnsafeSlow(headerBytes + bodyLength(header, 0));
      header.copy(this.#partial, 0, 0, headerBytes);
    }
    at += this.#fill(chunk, at, lengthBytes, this.#partial.length);
    if (this.#have === this.#partial.length) {
      const whole = this.#partial;
      this.#have = 0;
      this.#partial = Buffer.alloc(0);
      this.#give(whole, 0, whole.length);
    }
    return at;
  }

  #fill(chunk: Buffer, start: number, end: number, wantedBytes: number): number {
    const length = Math.min(wantedBytes - this.#have, end - start);
    chunk.copy(this.#partial, this.#have, start, start + length);
    this.#have += length;
    return length;
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    const known = end - start >= headerBytes;
    const size = known ? headerBytes + bodyLength(chunk, start) : headerBytes;
    this.#partial = Buffer.allocUnsafeSlow(size);
    this.#have = chunk.copy(this.#partial, 0, start, end);
  }

  #give(bytes: Buffer, at: number, end: number): void {
    const flags = bytes[at + 1] as number;
    const stream = bytes.readInt16BE(at + 2);
    this.#take(flags, stream, bytes[at + 4] as number, bytes, at + headerBytes, end);
  }
}

function bodyLength(bytes: Buffer, at: number): number {
  if (bytes[at] !== answerVersion) {
    const found = (bytes[at] as number).toString(16);
    throw new MalformedFrameError(`version 0x${found} instead of 0x${answerVersion.toString(16)}`);
  }
  const length = bytes.readInt32BE(at + 5);
  if (length < 0 || length > longestBodyBytes) {
    throw new MalformedFrameError(`a body of ${length} bytes`);
  }
  return length;
}
