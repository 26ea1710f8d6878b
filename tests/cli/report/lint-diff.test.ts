import { applyPatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineChanges } from "../../../cli/report/line-changes.ts";
import { unifiedDiff } from "../../../cli/report/lint-diff.ts";

const line = fc.constantFrom("a: 1", "b: 2", "c: 3", "c: 3\r", "- x", "", "z: 9");
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom("", "\n"))
  .map(([lines, end]) => lines.join("\n") + end);

test("a diff makes the one text of the other, whatever they are", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff("x.yaml", before, after).text;
      expect(applyPatch(before, diff, { autoConvertLineEndings: false })).toBe(after);
    }),
  );
});

test("a diff shows changes that are near each other as one, with three lines around", () => {
  const before = Array.from({ length: 20 }, (_, at) => `k${at}: 1\n`).join("");
  const after = before.replace("k4: 1\n", "").replace("k8: 1", "k8: 2").replace("k18: 1", "k18: 3");
  expect(unifiedDiff("x.yaml", before, after)).toEqual({
    isMasked: false,
    text: `--- a/x.yaml
+++ b/x.yaml
@@ -2,11 +2,10 @@
 k1: 1
 k2: 1
 k3: 1
-k4: 1
 k5: 1
 k6: 1
 k7: 1
-k8: 1
+k8: 2
 k9: 1
 k10: 1
 k11: 1
@@ -16,5 +15,5 @@
 k15: 1
 k16: 1
 k17: 1
-k18: 1
+k18: 3
 k19: 1
`,
  });
});

test("lines that are mended where they stand are changed alone, also among equal ones", () => {
  const before = ["- x", "- no", "- x", "- x", "- no"];
  const after = ["- x", "- false", "- x", "- x", "- 0"];
  expect(lineChanges(before, after)).toEqual([
    { oldStart: 1, oldEnd: 2, newStart: 1, newEnd: 2 },
    { oldStart: 4, oldEnd: 5, newStart: 4, newEnd: 5 },
  ]);
});

test("a text of 100,000 lines that all change is compared at once", { timeout: 20_000 }, () => {
  const before = Array.from({ length: 100_000 }, (_, at) => `k${at}: 1\r`);
  const after = before.map((each) => each.slice(0, -1));
  expect(lineChanges(before, after)).toHaveLength(1);
});
