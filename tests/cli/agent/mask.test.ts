import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKnownMasker, createLogMasker } from "../../../cli/agent/mask.ts";
import { linesInChunks } from "../../support/in-chunks.ts";

describe("the masker of known secrets", () => {
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
          const mask = createKnownMasker(secrets);
          const shown = linesInChunks(text, cuts).map(mask);
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
    expect(createKnownMasker([secret])(line)).toBe(masked);
  });

  test("hides what overlaps as one", () => {
    expect(createKnownMasker(["abcd", "cdef"])("xabcdefx")).toBe("x[secret]x");
  });

  test("hides a name's value also where the name holds a known secret", () => {
    expect(createLogMasker(["assw"])("password: hunter2")).toBe("p[secret]ord: [secret]");
  });
});
