import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellLine } from "../../../cli/ssh/quote.ts";

/** The words that a real `sh` makes of a line. */
function words(line: string): readonly string[] {
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${line}`], { maxBuffer: 1 << 26 });
  return stdout.toString("utf8").split("\0").slice(0, -1);
}

describe("a shell line", () => {
  test("means the same words to a real sh", () => {
    const character = fc.oneof(
      fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;#~=% \t\n\r-é😀"),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    );
    const word = fc
      .array(character, { maxLength: 12 })
      .map((characters) => characters.join("").replaceAll("\0", ""));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (given) => {
        expect(words(shellLine(given))).toEqual(given);
      }),
      { numRuns: 150 },
    );
  });

  test("leaves plain words readable", () => {
    expect(shellLine(["sh", "-s", "--", "/etc/x.yaml", "a b"])).toBe("sh -s -- /etc/x.yaml 'a b'");
  });

  test("refuses a NUL, which no line can hold", () => {
    expect(() => shellLine(["a\0b"])).toThrow(RangeError);
  });
});
