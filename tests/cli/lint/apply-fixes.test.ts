import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFixes } from "../../../cli/lint/fixes/apply-fixes.ts";
import type { Edit, Finding, FixSafety } from "../../../cli/lint/rule.ts";

/** A finding whose fix makes the given replacements: start, end, text. */
function fixing(
  edits: readonly (readonly [number, number, string])[],
  safety: FixSafety = "safe",
): Finding {
  const fix = {
    safety,
    title: "Change it.",
    edits: edits.map(([start, end, text]): Edit => ({ start, end, text })),
  };
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    rule: "a/b",
    severity: "error",
    file: "x",
    message: "",
    path: [],
    url: "",
    ...place,
    fix,
  };
}

const apply = (text: string, findings: readonly Finding[], allow: FixSafety = "safe") =>
  applyFixes(text, findings, { allow });

describe("fixes are made", () => {
  test.each<[string, readonly Finding[], string]>([
    ["in the order of the text", [fixing([[4, 5, "E"]]), fixing([[0, 1, "A"]])], "AbcdE"],
    ["beside each other", [fixing([[0, 2, "X"]]), fixing([[2, 4, "Y"]])], "XYe"],
    [
      "whole, around what stays",
      [
        fixing([
          [0, 0, "'"],
          [5, 5, "'"],
        ]),
      ],
      "'abcde'",
    ],
    [
      "one inside the edits of another",
      [
        fixing([
          [0, 1, "<"],
          [4, 5, ">"],
        ]),
        fixing([[2, 3, "C"]]),
      ],
      "<bCd>",
    ],
  ])("%s", (_, findings, expected) => {
    expect(apply("abcde", findings).text).toBe(expected);
  });
});

describe("the first in the text wins", () => {
  test.each<[string, Finding, Finding]>([
    ["where two overlap", fixing([[0, 3, "X"]]), fixing([[2, 4, "Y"]])],
    ["where two say the same", fixing([[0, 3, "X"]]), fixing([[0, 3, "X"]])],
    ["where one inserts beside the other", fixing([[0, 3, "X"]]), fixing([[3, 3, "Y"]])],
    ["where both insert", fixing([[3, 3, "X"]]), fixing([[3, 3, "Y"]])],
    [
      "where only a part of one is in the way",
      fixing([[0, 1, "X"]]),
      fixing([
        [0, 0, "("],
        [5, 5, ")"],
      ]),
    ],
  ])("%s", (_, first, second) => {
    const { applied, skipped } = apply("abcde", [first, second]);
    expect([applied, skipped]).toEqual([[first], [second]]);
  });
});

test("an unsafe fix needs leave, and is not told as skipped without it", () => {
  const finding = fixing([[0, 1, "X"]], "unsafe");
  expect(apply("abc", [finding])).toEqual({ text: "abc", applied: [], skipped: [] });
  expect(apply("abc", [finding], "unsafe").text).toBe("Xbc");
});

test("a text of 60,000 fixes, in any order, is one pass", () => {
  const findings = Array.from({ length: 60_000 }, (_, n) => fixing([[n * 2, n * 2 + 1, "y"]]));
  const { text, skipped } = apply("x ".repeat(60_000), findings.toReversed());
  expect(text).toBe("y ".repeat(60_000));
  expect(skipped).toEqual([]);
});

test("every character outside the edits stays, whatever they are", () => {
  const edit = fc
    .tuple(fc.nat(20), fc.nat(5))
    .map(([at, length]) => fixing([[at, at + length, "_"]]));
  fc.assert(
    fc.property(fc.array(edit), (findings) => {
      const text = "abcdefghijklmnopqrstuvwxyz";
      const { text: fixed, applied } = apply(text, findings);
      const gone = applied.flatMap(({ fix }) => fix?.edits ?? []);
      const kept = [...text].filter(
        (_, at) => !gone.some(({ start, end }) => at >= start && at < end),
      );
      expect(fixed.replaceAll("_", "")).toBe(kept.join(""));
      expect(fixed.length - kept.length).toBe(applied.length);
    }),
  );
});
