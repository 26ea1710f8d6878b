import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closest, didYouMean } from "../../../cli/base/suggest.ts";

describe("a guess at what was meant", () => {
  test.each([
    ["one letter changed", "crut", ["crud", "unit"], "Did you mean crud?"],
    ["one letter more", "cruud", ["crud", "unit"], "Did you mean crud?"],
    ["one letter less", "prt", ["port", "table"], "Did you mean port?"],
    ["two letters that changed places", "prot", ["port", "table"], "Did you mean port?"],
    ["the first two of a short word", "nuit", ["crud", "unit"], "Did you mean unit?"],
    ["two swaps in a long word", "evrsoin", ["version", "volume"], "Did you mean version?"],
    ["nothing near", "zzzz", ["port", "table"], "There are: port, table."],
    ["two edits in a short word", "potr1", ["port"], "There are: port."],
    ["a swap of letters that are not neighbours", "tnu", ["unt"], "There are: unt."],
    [
      "several, the nearest first",
      "bata",
      ["beta", "bat", "bath"],
      "Did you mean bat or bath or beta?",
    ],
    ["no more than three", "ax", ["a1", "a2", "a3", "a4"], "Did you mean a1 or a2 or a3?"],
    ["no candidate at all", "x", [], "There are none."],
    [
      "the last part of a path",
      "truthy",
      ["yaml/truthy", "yaml/syntax"],
      "Did you mean yaml/truthy?",
    ],
    ["a last part with a mistake", "truhty", ["yaml/truthy"], "Did you mean yaml/truthy?"],
    ["an empty word", "", ["a", "beta"], "Did you mean a?"],
  ])("of %s", (_, word, candidates, guess) => {
    expect(didYouMean(word, candidates)).toBe(guess);
  });
});

describe("the one thing that can be meant", () => {
  test.each([
    ["is one edit away", "prot", ["port", "table"], 1, "port"],
    ["is two edits away", "netwroikng", ["networking"], 2, "networking"],
    ["is the nearer one", "hosts1", ["host", "hosts"], 2, "hosts"],
    ["is the word itself", "port", ["ports", "port"], 2, "port"],
    ["is not there beyond the edits", "managehomehome", ["managehome"], 2, undefined],
    ["is not there between two equals", "ax", ["a1", "a2"], 1, undefined],
    ["is not there among three equals", "ax", ["a1", "a2", "a3"], 1, undefined],
    ["is not there without candidates", "a", [], 2, undefined],
    ["may be no longer than the edits", "", ["ab", "abc"], 2, "ab"],
  ])("%s", (_, word, candidates, edits, one) => {
    expect(closest(word, candidates, edits)).toBe(one);
  });

  test("is as near as the list of guesses says", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (from, to) => {
        const isNear = didYouMean(from.padEnd(6, "-"), [to.padEnd(6, "-")]).startsWith("Did");
        expect(closest(from.padEnd(6, "-"), [to.padEnd(6, "-")], 2) !== undefined).toBe(isNear);
      }),
    );
  });
});
