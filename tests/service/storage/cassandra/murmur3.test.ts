import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import { murmur3Token, parseToken } from "../../../../service/storage/cassandra/murmur3.ts";

const { Murmur3Tokenizer } = createRequire(import.meta.url)(
  "cassandra-driver/lib/tokenizer.js",
) as { Murmur3Tokenizer: new () => { hash(key: Buffer): { toString(): string } } };

test("a key's token is the one that cassandra-driver finds, wherever the key lies in memory", () => {
  const driver = new Murmur3Tokenizer();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 20 }), (bytes, offset) => {
      const memory = Buffer.concat([Buffer.alloc(offset, 7), bytes, Buffer.alloc(3, 9)]);
      const token = murmur3Token(memory, offset, offset + bytes.length);
      expect(token).toEqual(parseToken(driver.hash(Buffer.from(bytes)).toString()));
    }),
    { numRuns: 3000 },
  );
});
