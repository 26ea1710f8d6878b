import { describe, expect, test } from "vitest";
import { didYouMean } from "../../../cli/base/suggest.ts";

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
    ["an empty word", "", ["a", "beta"], "Did you mean a?"],
  ])("of %s", (_, word, candidates, guess) => {
    expect(didYouMean(word, candidates)).toBe(guess);
  });
});
