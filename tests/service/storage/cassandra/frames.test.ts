import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedFrameError } from "../../../../service/storage/cassandra/byte-reader.ts";
import { FrameReader } from "../../../../service/storage/cassandra/frame-reader.ts";
import { FrameWriter } from "../../../../service/storage/cassandra/frame-writer.ts";
import { opcodes } from "../../../../service/storage/cassandra/protocol.ts";
import {
  bodyStart,
  readApplied,
  readError,
  readFirstValue,
  readPreparedId,
  readRows,
} from "../../../../service/storage/cassandra/results.ts";

interface Frame {
  readonly flags: number;
  readonly stream: number;
  readonly opcode: number;
  readonly body: string;
}

/** What a reader takes from chunks that share one buffer, as those of a socket do. */
function framesOf(chunks: readonly Uint8Array[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((flags, stream, opcode, bytes, start, end) => {
    frames.push({ flags, stream, opcode, body: bytes.toString("hex", start, end) });
  });
  const shared = Buffer.alloc(64 * 1024);
  for (const chunk of chunks) {
    shared.fill(0xee);
    shared.set(chunk);
    reader.push(shared, chunk.length);
  }
  return frames;
}

function answer({ flags, stream, opcode, body }: Frame): Buffer {
  const bytes = Buffer.from(body, "hex");
  const header = Buffer.from([0x84, flags, 0, 0, opcode, 0, 0, 0, 0]);
  header.writeInt16BE(stream, 2);
  header.writeInt32BE(bytes.length, 5);
  return Buffer.concat([header, bytes]);
}

function chop(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

const frame = fc.record({
  flags: fc.nat(255),
  stream: fc.integer({ min: -1, max: 32_767 }),
  opcode: fc.nat(16),
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("hex")),
});

test("frames are the same however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat()), (frames, cuts) => {
      expect(framesOf(chop(Buffer.concat(frames.map(answer)), cuts))).toEqual(frames);
    }),
  );
});

test("what is no answer of Cassandra is refused, and never more", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat()), (bytes, cuts) => {
      try {
        framesOf(chop(Buffer.from(bytes), cuts));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrameError);
      }
    }),
  );
});

test("an HTTP server's answer is refused", () => {
  expect(() => framesOf([Buffer.from("HTTP/1.1 400 Bad Request\r\n")])).toThrow(
    "version 0x48 instead of 0x84",
  );
});

const readers = { readApplied, readError, readFirstValue, readPreparedId, readRows };

for (const [name, read] of Object.entries(readers)) {
  test(`${name} of any bytes gives something or an error that says where it is cut off`, () => {
    const ints = fc.array(fc.constantFrom(0, 0, 1, 2, 4, 5, 0x10000, -1), { maxLength: 12 });
    fc.assert(
      fc.property(ints, fc.uint8Array({ maxLength: 40 }), (numbers, rest) => {
        const head = Buffer.alloc(numbers.length * 4);
        numbers.forEach((number, index) => {
          head.writeInt32BE(number, index * 4);
        });
        const bytes = Buffer.concat([head, rest]);
        try {
          read(bytes, 0, bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedFrameError);
        }
      }),
      { numRuns: 2000 },
    );
  });
}

test("a value is a copy that later answers do not change", () => {
  const bytes = rowsOf(Buffer.from("first"));
  const value = readFirstValue(bytes, 0, bytes.length);
  bytes.fill(0);
  expect(value?.toString()).toBe("first");
});

test("an empty value is a value, a null and a missing row are none", () => {
  const read = (bytes: Buffer) => readFirstValue(bytes, 0, bytes.length);
  expect(read(rowsOf(Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
  expect(read(rowsOf(undefined))).toBeUndefined();
  expect(read(ints(2, 4, 1, 0))).toBeUndefined();
});

test("a value that ends behind its frame is refused, although the buffer goes on", () => {
  const bytes = rowsOf(Buffer.from("value"));
  expect(() => readFirstValue(bytes, 0, bytes.length - 1)).toThrow(MalformedFrameError);
});

test("warnings, a trace and a payload before the body are passed over", () => {
  const trace = Buffer.alloc(16);
  const warnings = Buffer.from([0, 1, 0, 2, 0x68, 0x69]);
  const payload = Buffer.concat([Buffer.from([0, 1, 0, 1, 0x6b]), ints(1), Buffer.from([7])]);
  const bytes = Buffer.concat([trace, warnings, payload, ints(1)]);
  expect(bodyStart(0x0e, bytes, 0, bytes.length)).toBe(bytes.length - 4);
});

test("an execution is laid out as the protocol says, whatever its size", () => {
  const sizes = fc.constantFrom(0, 1, 1700, 16 * 1024 - 1, 16 * 1024, 70_000);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: "grapheme" }), sizes), { maxLength: 12 }),
      (writes) => {
        const writer = new FrameWriter();
        const id = Buffer.from("0123456789abcdef");
        const pieces = writes.flatMap(([key, size], stream) => {
          const value = Buffer.alloc(size, stream);
          const plain = {
            consistency: 6,
            serialConsistency: 0,
            timestampUs: 1_700_000_000_123_456,
          };
          writer.execute(stream, opcodes.execute, id, { ...plain, key, value, ttlSeconds: 60 });
          return stream % 3 === 0 ? writer.take() : [];
        });
        const written = Buffer.concat([...pieces, ...writer.take()]);
        expect(written.toString("hex")).toBe(expected(writes, id).toString("hex"));
      },
    ),
  );
});

function expected(writes: readonly (readonly [string, number])[], id: Buffer): Buffer {
  const frames = writes.map(([key, size], stream) => {
    const time = Buffer.alloc(8);
    time.writeBigInt64BE(1_700_000_000_123_456n);
    const body = Buffer.concat([
      Buffer.from([0, id.length]),
      id,
      Buffer.from([0, 6, 0x23, 0, 3]),
      ints(Buffer.byteLength(key)),
      Buffer.from(key),
      ints(size),
      Buffer.alloc(size, stream),
      ints(4, 60),
      time,
    ]);
    const header = Buffer.from([0x04, 0, 0, stream, opcodes.execute]);
    return Buffer.concat([header, ints(body.length), body]);
  });
  return Buffer.concat(frames);
}

function rowsOf(value: Buffer | undefined): Buffer {
  const head = ints(2, 4, 1, 1, value === undefined ? -1 : value.length);
  return Buffer.concat([head, value ?? Buffer.alloc(0)]);
}

function ints(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => {
    bytes.writeInt32BE(number, index * 4);
  });
  return bytes;
}
