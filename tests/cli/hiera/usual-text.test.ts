import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseByGrammar, parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { readUsualText } from "../../../cli/hiera/usual-text.ts";
import { horizonTexts, scalarTexts } from "./hiera-texts.ts";
import { mutatedTexts } from "./mutated-texts.ts";

const usual = `# top
a: 'one two' # c
b:
- "x"
-   - deep
    - [1, 'two', {k: v}]
-
c: |
  first
  second

d: &d plain
  words
e: *d
f: &f
  <<: *d
  g:
`;

const numRuns = 20_000;

const corpus = join(process.env["KASKCTL_CORPUS"] ?? "", "hieradata");
const hasCorpus = process.env["KASKCTL_CORPUS"] !== undefined && existsSync(corpus);

function hieraTexts(): string[] {
  return readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readFileSync(join(corpus, name), "utf8"));
}

/** Reads mutations of some texts on both ways; gives how many of them were usual. */
function compare(sources: readonly string[], seed: number): number {
  let read = 0;
  for (const text of fc.sample(mutatedTexts(sources), { numRuns, seed })) {
    if (readUsualText(text) !== undefined) read += 1;
    expect(parseHiera(text), JSON.stringify(text)).toEqual(parseByGrammar(text));
  }
  return read;
}

describe("readUsualText", () => {
  test("reads what people write", () => {
    expect(readUsualText(usual)?.roots).toEqual(parseByGrammar(usual).roots);
  });

  test.each([
    ["a tag", "a: !!str 1\n"],
    ["a key with a mark", "? a\n: b\n"],
    ["a second document", "a: 1\n---\nb: 2\n"],
    ["a tab", "a:\t1\n"],
    ["a mistake", "a: b: c\n"],
  ])("leaves %s to the grammar", (_, text) => {
    expect(readUsualText(text)).toBeUndefined();
  });

  test("reads texts with accidents as the grammar does, or not at all", () => {
    const sources = [usual, ...horizonTexts, ...scalarTexts.map((text) => `k: ${text}\n`)];
    expect(compare(sources, 7)).toBeGreaterThan(numRuns / 10);
  });

  const title = "reads the corpus, and accidents in it, as the grammar does, or not at all";
  if (!hasCorpus) test.skip(`${title} (needs KASKCTL_CORPUS)`);
  else {
    test(title, () => {
      const texts = hieraTexts();
      const left = texts.filter((text) => readUsualText(text) === undefined);
      expect(left.length).toBeLessThan(texts.length / 50);
      for (const text of texts) expect(parseHiera(text)).toEqual(parseByGrammar(text));
      expect(compare(texts, 8)).toBeGreaterThan(numRuns / 10);
    });
  }
});
