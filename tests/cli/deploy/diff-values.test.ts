import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffValues } from "../../../cli/deploy/diff-values.ts";
import { fromPlain, sameValue } from "../../../cli/hiera/plain.ts";

function diff(before: unknown, after: unknown) {
  return diffValues(fromPlain(before), fromPlain(after));
}

describe("a difference", () => {
  test("is as deep as it can be", () => {
    expect(diff({ a: { b: 1, c: [1, 2] } }, { a: { b: 2, c: [1, 3, 4] } })).toEqual([
      { op: "replace", path: ["a", "b"], before: 1, after: 2 },
      { op: "replace", path: ["a", "c", 1], before: 2, after: 3 },
      { op: "add", path: ["a", "c", 2], after: 4 },
    ]);
  });

  test("between a scalar and a mapping removes one and adds the other", () => {
    expect(diff({ a: 1 }, { a: { b: 2, c: {} } })).toEqual([
      { op: "remove", path: ["a"], before: 1 },
      { op: "add", path: ["a", "b"], after: 2 },
      { op: "add", path: ["a", "c"], after: {} },
    ]);
  });

  test("between null and nothing is one", () => {
    expect(diff({ a: null }, {})).toEqual([{ op: "remove", path: ["a"], before: null }]);
  });

  test("of a number too big for JSON is shown as text", () => {
    expect(diffValues(2n ** 64n, 1)).toEqual([
      { op: "replace", path: [], before: "18446744073709551616", after: 1 },
    ]);
  });

  const value = fc.jsonValue({ maxDepth: 4 });
  test("is there exactly where the data differ", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const isSame = sameValue(fromPlain(one), fromPlain(other));
        expect(diff(one, other).length === 0).toBe(isSame);
      }),
    );
  });

  test("is the other way round when the values are", () => {
    const turned = { add: "remove", remove: "add", replace: "replace" } as const;
    const places = (one: unknown, other: unknown) =>
      diff(one, other)
        .map(({ op, path }) => JSON.stringify([op, path]))
        .toSorted();
    fc.assert(
      fc.property(value, value, (one, other) => {
        const back = diff(other, one).map(({ op, path }) => JSON.stringify([turned[op], path]));
        expect(places(one, other)).toEqual(back.toSorted());
      }),
    );
  });
});
