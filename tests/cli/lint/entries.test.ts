import { describe, expect, test } from "vitest";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { toPlain } from "../../../cli/hiera/plain.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { asMapping, entries, real, valueAt } from "../../../cli/lint/values/entries.ts";

const inner = Array.from({ length: 300 }, (_, n) => `  k${n + 1}: &k${n + 1} {<<: *k${n}}\n`);

describe("the pairs of a mapping are those that PyYAML loads", () => {
  test.each([
    ["of equal keys the last", "m: {a: x, b: y, a: z}\n"],
    ["its own before merged ones, wherever they stand", "m: {a: x, <<: {a: y, b: y}, b: z}\n"],
    ["of several merge keys the last", "m: {<<: {a: x, b: x}, <<: {a: y, c: y}}\n"],
    ["of a list of mappings the first", "m: {<<: [{a: x}, {a: y, b: y}]}\n"],
    ["through aliases and merges of merges", "k: &k {a: x}\nl: &l {<<: *k, b: y}\nm: {<<: *l}\n"],
    ["far down", `m:\n  k0: &k0 {a: x}\n${inner.join("")}  <<: *k300\n`],
  ])("%s", (_, text) => {
    const { roots, ...rest } = parseHiera(text);
    const loaded = loadAsPyyaml({ roots, ...rest });
    const wanted = loaded.ok ? (toPlain(loaded.value) as { m: Record<string, unknown> }).m : {};
    const mapping = asMapping(valueAt(roots[0], ["m"]));
    const found = [...(mapping === undefined ? [] : entries(mapping))].map(([key, { value }]) => {
      const node = real(value);
      return [key, node?.kind === "scalar" ? node.text : wanted[key]];
    });
    expect(found).not.toEqual([]);
    expect(Object.fromEntries(found)).toEqual(wanted);
  });
});
