import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MarkedReader } from "../../../cli/ssh/lines.ts";
import { linesInChunks } from "../../support/in-chunks.ts";

describe("a stream cut into lines", () => {
  test("gives whole lines, wherever its bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."aé😀\n\r \0"), maxLength: 60 }),
        fc.array(fc.nat(120), { maxLength: 30 }),
        (text, cuts) => {
          expect(linesInChunks(`${text}\n`, cuts)).toEqual(text.split("\n"));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** What a script printed, between the marks that its program puts around it. */
function marked(printed: string): string {
  return `noise\nN:begin\n${printed}\nN:rc=0\n`;
}

describe("a script's output", () => {
  const printed = fc.string({ unit: fc.constantFrom(..."ab\n"), maxLength: 30 });

  test("is exactly what it printed, and as lines the same", () => {
    fc.assert(
      fc.property(printed, fc.array(fc.nat(60), { maxLength: 10 }), (text, cuts) => {
        const lines: string[] = [];
        const readers = [undefined, (line: string) => lines.push(line)].map((onLine) => {
          const reader = new MarkedReader("N:begin", "N:rc=", onLine);
          let start = 0;
          const bytes = Buffer.from(marked(text));
          for (const end of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
            reader.push(bytes.subarray(start, end));
            start = Math.max(start, end);
          }
          return reader;
        });
        expect(readers.map((reader) => [reader.ending, reader.text()])).toEqual([
          ["0", text],
          ["0", text],
        ]);
        expect(lines).toEqual(text === "" ? [] : text.replace(/\n$/, "").split("\n"));
      }),
      { numRuns: 500 },
    );
  });

  test("of many megabytes is kept whole, or its end only where somebody takes the lines", () => {
    const text = "\n".repeat(3_000_000);
    let taken = 0;
    const kept = [undefined, () => void taken++].map((onLine) => {
      const reader = new MarkedReader("N:begin", "N:rc=", onLine);
      reader.push(Buffer.from(marked(text)));
      return reader.text().length;
    });
    expect(kept[0]).toBe(3_000_000);
    expect(kept[1]).toBeLessThan(140_000);
    expect(taken).toBe(3_000_000);
  });
});
