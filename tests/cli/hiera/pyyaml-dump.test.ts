import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { fromPlain, sameValue } from "../../../cli/hiera/plain.ts";
import { dumpAsPyyaml } from "../../../cli/hiera/pyyaml-dump.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { HieraFloat, HieraSet, type HieraValue } from "../../../cli/hiera/value.ts";
import { hieraScalar, hieraValue } from "../../support/hiera-values.ts";
import { encodeShared, encodeValue, ReferenceYaml } from "../../support/reference-yaml.ts";
import { needs } from "../../support/requires.ts";

const pyyaml = new ReferenceYaml("pyyaml");
afterAll(() => pyyaml.stop());

async function expectSameDumps(values: readonly HieraValue[]): Promise<void> {
  const answers = await pyyaml.askAll(values.map((value) => ({ dump: encodeShared(value) })));
  values.forEach((value, index) => {
    expect({ ok: true, value: dumpAsPyyaml(value) }).toEqual(answers[index]);
  });
}

describe("dumpAsPyyaml", () => {
  needs("python3-yaml")("writes 12,000 generated values byte for byte as safe_dump", async () => {
    await expectSameDumps(fc.sample(hieraValue, { numRuns: 12_000, seed: 7 }));
  });

  needs("python3-yaml")("writes scalars at the top as safe_dump", async () => {
    await expectSameDumps(fc.sample(hieraScalar, { numRuns: 4_000, seed: 11 }));
  });

  needs("python3-yaml")("writes floats as Python's repr does", async () => {
    const doubles = fc.sample(fc.double(), { numRuns: 2_000, seed: 3 });
    const edges = [
      0, -0, 1e15, 1e16, 1e17, 1.5e16, 1e-4, 1e-5, 123456.789, 5e-324, 1.7976931348623157e308,
    ];
    const all = [...edges, ...doubles].map((double) => new HieraFloat(double));
    await expectSameDumps([all]);
  });

  test.each([
    ["a set", new HieraSet(["b", "a"]), "!!set\na: null\nb: null\n"],
    ["an empty set", new Map([["s", new HieraSet([])]]), "s: !!set {}\n"],
    ["a key with a line break", new Map([["a\nb", 1]]), "? 'a\n\n  b'\n: 1\n"],
    [
      "keys of two kinds in their order",
      new Map<HieraValue, HieraValue>([
        ["b", 1],
        [2, 1],
      ]),
      "b: 1\n2: 1\n",
    ],
    ["null alone", null, "null\n...\n"],
  ])("writes %s", (_what, value, text) => {
    expect(dumpAsPyyaml(value)).toBe(text);
  });

  test("anchors a list that is there twice, and no scalar", () => {
    const list = ["x"];
    const value = new Map<string, HieraValue>([
      ["a", list],
      ["b", list],
      ["c", "x"],
      ["d", "x"],
    ]);
    expect(dumpAsPyyaml(value)).toBe("a: &id001\n- x\nb: *id001\nc: x\nd: x\n");
  });

  test("what it writes is read back as the same value", () => {
    fc.assert(
      fc.property(hieraValue, (value) => {
        const loaded = loadAsPyyaml(parseHiera(dumpAsPyyaml(value)));
        const read = loaded.ok ? loaded.value : loaded.message;
        if (!sameValue(read as HieraValue, value))
          expect(encodeValue(read as HieraValue)).toEqual(encodeValue(value));
      }),
      { numRuns: 3_000, seed: 5 },
    );
  });

  test("writes plain data with sorted keys and lists flush with their key", () => {
    expect(dumpAsPyyaml(fromPlain({ b: [1, { d: "x", c: [] }], a: 1.5 }))).toBe(
      "a: 1.5\nb:\n- 1\n- c: []\n  d: x\n",
    );
  });
});
