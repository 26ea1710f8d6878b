import { describe, expect, test } from "vitest";
import { mergePrefixes } from "../../../cli/hiera/merge.ts";
import { fromPlain, sameValue, toPlain } from "../../../cli/hiera/plain.ts";
import {
  HieraBinary,
  HieraFloat,
  type HieraMap,
  HieraSet,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "../../../cli/hiera/value.ts";

describe("toPlain and fromPlain", () => {
  test("are each other's way back for JSON", () => {
    const plain = { a: [1, 1.5, null, true, "x"], b: { c: {} } };
    expect(toPlain(fromPlain(plain))).toEqual(plain);
  });

  test.each<[HieraValue, unknown]>([
    [new HieraFloat(2), 2],
    [new HieraTimestamp("2024-01-01"), "2024-01-01"],
    [new HieraSymbol("sym"), ":sym"],
    [new HieraBinary(new Uint8Array([104, 105])), "aGk="],
    [new HieraSet(["a"]), ["a"]],
    [
      new Map<HieraValue, HieraValue>([
        [1, "x"],
        [null, "y"],
      ]),
      { 1: "x", null: "y" },
    ],
    [12345678901234567890n, 12345678901234567890n],
  ])("toPlain makes %o plain", (value, plain) => {
    expect(toPlain(value)).toEqual(plain);
  });
});

describe("sameValue", () => {
  test.each<[string, HieraValue, HieraValue, boolean]>([
    ["an integer and a float", 1, new HieraFloat(1), false],
    ["a number and its text", 1, "1", false],
    ["two floats", new HieraFloat(1.5), new HieraFloat(1.5), true],
    ["zero and minus zero", new HieraFloat(0), new HieraFloat(-0), false],
    ["lists in another order", [1, 2], [2, 1], false],
    ["mappings in another order", fromPlain({ a: 1, b: 2 }), fromPlain({ b: 2, a: 1 }), true],
    ["keys of another kind", new Map([[1, "x"]]), new Map([["1", "x"]]), false],
    ["a date and its text", new HieraTimestamp("2024-01-01"), "2024-01-01", false],
    ["a symbol and its text", new HieraSymbol("a"), ":a", false],
  ])("of %s", (_what, one, other, same) => {
    expect(sameValue(one, other)).toBe(same);
  });
});

describe("mergePrefixes", () => {
  test("lets the longer prefix replace a whole key", () => {
    const project = fromPlain({ a: { x: 1, y: 2 }, b: 1 }) as HieraMap;
    const instance = fromPlain({ a: { x: 3 }, c: 1 }) as HieraMap;
    const merged = mergePrefixes([
      { prefix: "", value: project },
      { prefix: "host", value: instance },
    ]);
    expect(toPlain(merged)).toEqual({ a: { x: 3 }, b: 1, c: 1 });
    expect([...merged.keys()]).toEqual(["a", "b", "c"]);
  });

  test("takes 1 and true for one key, as Python does", () => {
    const merged = mergePrefixes([
      { prefix: "", value: new Map([[1, "one"]]) },
      { prefix: "host", value: new Map([[true, "yes"]]) },
    ]);
    expect([...merged]).toEqual([[1, "yes"]]);
  });
});
