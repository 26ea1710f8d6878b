import { describe, expect, test } from "vitest";
import type { HieraDocument } from "../../../cli/hiera/document.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { toPlain } from "../../../cli/hiera/plain.ts";
import { loadAsPsych } from "../../../cli/hiera/psych-load.ts";
import { type Loaded, loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { surveyOf } from "../../../cli/lint/engine/survey.ts";
import {
  asMapping,
  entries,
  mergeAsPsych,
  real,
  valueAt,
} from "../../../cli/lint/values/entries.ts";

const inner = Array.from({ length: 300 }, (_, n) => `  k${n + 1}: &k${n + 1} {<<: *k${n}}\n`);

const merges: readonly (readonly [string, string])[] = [
  ["of equal keys the last", "m: {a: x, b: y, a: z}\n"],
  ["its own and merged ones, wherever they stand", "m: {a: x, <<: {a: y, b: y}, b: z}\n"],
  ["of several merge keys the last", "m: {<<: {a: x, b: x}, <<: {a: y, c: y}}\n"],
  ["of a list of mappings the first", "m: {<<: [{a: x}, {a: y, b: y}]}\n"],
  ["through aliases and merges of merges", "k: &k {a: x}\nl: &l {<<: *k, b: y}\nm: {<<: *l}\n"],
  ["far down", `m:\n  k0: &k0 {a: x}\n${inner.join("")}  <<: *k300\n`],
];

/** The key `m` of a loaded text. */
function loadedM(loaded: Loaded): Record<string, unknown> {
  if (!loaded.ok) throw new Error(loaded.message);
  return (toPlain(loaded.value) as { m: Record<string, unknown> }).m;
}

/** What `entries` says of the key `m`; collections are taken from what was loaded. */
function entriesOfM({ roots }: HieraDocument, wanted: Record<string, unknown>): object {
  const mapping = asMapping(valueAt(roots[0], ["m"]));
  const found = [...(mapping === undefined ? [] : entries(mapping))].map(([key, { value }]) => {
    const node = real(value);
    return [key, node?.kind === "scalar" ? node.text : wanted[key]];
  });
  return Object.fromEntries(found);
}

describe("the pairs of a mapping are those that PyYAML loads", () => {
  test.each(merges)("%s", (_, text) => {
    const document = parseHiera(text);
    const wanted = loadedM(loadAsPyyaml(document));
    expect(entriesOfM(document, wanted)).toEqual(wanted);
  });
});

describe("the pairs of a mapping in a tree are those that Psych loads", () => {
  test.each(merges)("%s", (_, text) => {
    const document = parseHiera(text);
    mergeAsPsych(surveyOf(document.roots[0]).mappings.map(({ node }) => node));
    const wanted = loadedM(loadAsPsych(document, { symbols: true, aliases: true }));
    expect(entriesOfM(document, wanted)).toEqual(wanted);
  });
});
