/** A frame says something that its length or the protocol does not allow. */
export class MalformedFrameError extends Error {
  constructor(what: string) {
    super(`malformed frame: ${what}`);
    this.name = "MalformedFrameError";
  }
}

/**
 * Reads the protocol's notations from a part of a buffer.
 * @throws {MalformedFrameError} at its end
 * @see cassandra/doc/native_protocol_v4.spec, 3. notations
 */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  int(): number {
    return this.#bytes.readInt32BE(this.skip(4));
  }

  short(): number {
    return this.#bytes.readUInt16BE(this.skip(2));
  }

  string(): string {
    const length = this.short();
    const start = this.skip(length);
    return this.#bytes.toString("utf8", start, start + length);
  }

  stringList(): string[] {
    return Array.from({ length: this.short() }, () => this.string());
  }

  /** A copy; undefined for null. */
  bytes(): Buffer | undefined {
    const length = this.int();
    if (length < 0) return undefined;
    const start = this.skip(length);
    return copyOf(this.#bytes, start, start + length);
  }

  /** A copy. */
  shortBytes(): Buffer {
    const length = this.short();
    const start = this.skip(length);
    return copyOf(this.#bytes, start, start + length);
  }

  /** Passes over so many bytes and gives where they begin. */
  skip(length: number): number {
    const start = this.#at;
    if (length < 0 || start + length > this.#end) {
      throw new MalformedFrameError(`${length} bytes are wanted, ${this.#end - start} are left`);
    }
    this.#at = start + length;
    return start;
  }
}

/** A copy of its own memory: a slice would keep the whole read buffer, or change with it. */
export function copyOf(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(end - start);
  bytes.copy(copy, 0, start, end);
  return copy;
}
