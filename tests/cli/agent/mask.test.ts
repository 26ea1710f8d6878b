import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineMasker } from "../../../cli/agent/mask.ts";
import { LineReader } from "../../../cli/ssh/lines.ts";

describe("the masker of secrets", () => {
  test("lets no secret through, wherever it stands and however its bytes arrive", () => {
    const secret = fc.string({
      unit: fc.constantFrom(..."aAé0'\"\\%/+😀"),
      minLength: 4,
      maxLength: 10,
    });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.array(fc.string({ unit: fc.constantFrom(..."aAé0'\"\\%/+😀 \n") }), { maxLength: 8 }),
        fc.array(fc.nat(200), { maxLength: 30 }),
        (secrets, rest, cuts) => {
          const text = `${rest.map((part, index) => part + (secrets[index % secrets.length] ?? "")).join("")}\n`;
          const mask = createLineMasker(secrets);
          const shown: string[] = [];
          const reader = new LineReader((line) => shown.push(mask(line)));
          const bytes = Buffer.from(text);
          let start = 0;
          for (const end of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
            reader.push(bytes.subarray(start, end));
            start = Math.max(start, end);
          }
          for (const hidden of secrets) expect(shown.join("\n")).not.toContain(hidden);
          expect(shown).toEqual(text.slice(0, -1).split("\n").map(mask));
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ['it\'s "so"', `+  password: 'it''s "so"'`, "+  password: '[secret]'"],
    ['it\'s "so"', `{"p":"it's \\"so\\""}`, '{"p":"[secret]"}'],
    ["a/b c+d", "https://x/?p=a%2Fb%20c%2Bd", "https://x/?p=[secret]"],
    ["hunter22", "Authorization: Basic aHVudGVyMjI=", "Authorization: Basic [secret]="],
    ["first\nsecond", "-second and first", "-[secret] and [secret]"],
    ["abcdef", "no secret here", "no secret here"],
    ["abc", "abc is too short to hide", "abc is too short to hide"],
  ])("knows the spellings of %j", (secret, line, masked) => {
    expect(createLineMasker([secret])(line)).toBe(masked);
  });

  test("hides what overlaps as one", () => {
    expect(createLineMasker(["abcd", "cdef"])("xabcdefx")).toBe("x[secret]x");
  });
});
