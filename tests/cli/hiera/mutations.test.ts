import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Loaded } from "../../../cli/hiera/load-fault.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { loadAsPsych } from "../../../cli/hiera/psych-load.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { type Answer, encodeValue, ReferenceYaml } from "../../support/reference-yaml.ts";
import { needs } from "../../support/requires.ts";
import { horizonTexts, scalarTexts } from "./hiera-texts.ts";
import { mutatedTexts } from "./mutated-texts.ts";

const numRuns = 20_000;
/** Another seed is another 20,000 texts; a difference names its text. */
const seed = 6;
const puppet = { symbols: true, aliases: true };

const references = { pyyaml: new ReferenceYaml("pyyaml"), psych: new ReferenceYaml("psych") };
afterAll(() => {
  references.pyyaml.stop();
  references.psych.stop();
});

type Loader = keyof typeof references;

/** What is asked of the reference about a text; Puppet drops a byte order mark before it loads. */
const questions: Readonly<Record<Loader, (text: string) => object>> = {
  pyyaml: (text) => ({ ask: "load", text }),
  psych: (text) => ({ text: text.replace(/^\ufeff/, ""), ...puppet }),
};

const loaders: Readonly<Record<Loader, (text: string) => Loaded>> = {
  pyyaml: (text) => loadAsPyyaml(parseHiera(text)),
  psych: (text) => loadAsPsych(parseHiera(text), puppet),
};

const ownTexts = [...horizonTexts, ...scalarTexts.map((text) => `k: ${text}\n`)];

/** The rows of the page's first table. */
const knownDifferences = readFileSync(
  fileURLToPath(new URL("../../../docs/explanation/loader-differences.md", import.meta.url)),
  "utf8",
)
  .split("\n")
  .map((line) => /^\| (pyyaml|psych) \| `(.+?)` \|/.exec(line))
  .filter((row) => row !== null)
  .map(([, loader, pattern = ""]) => ({ loader, pattern: new RegExp(pattern) }));

function hieraTexts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Texts that a loader reads otherwise than we do, for no reason that is listed. */
async function differences(loader: Loader, sources: readonly string[]) {
  const texts = fc.sample(mutatedTexts(sources), { numRuns, seed });
  const answers = await references[loader].askAll(texts.map(questions[loader]));
  const different = texts.flatMap((text, index) => {
    const theirs = verdict(answers[index] as Answer);
    const ours = verdict(encoded(loaders[loader](text)));
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ text, ours, theirs }];
  });
  expect(different.length).toBeLessThan(numRuns / 1000);
  return different.filter(({ text }) => {
    return !knownDifferences.some((known) => known.loader === loader && known.pattern.test(text));
  });
}

function encoded(loaded: Loaded): Answer {
  return loaded.ok ? { ok: true, value: encodeValue(loaded.value) } : loaded;
}

function verdict(answer: Answer): unknown {
  return answer.ok ? answer.value : "refused";
}

const corpus = join(process.env["KASKCTL_CORPUS"] ?? "", "hieradata");
const hasCorpus = process.env["KASKCTL_CORPUS"] !== undefined && existsSync(corpus);

describe(`20,000 texts with accidents (seed ${seed})`, () => {
  for (const [loader, requirement] of [
    ["pyyaml", "python3-yaml"],
    ["psych", "ruby"],
  ] as const) {
    needs(requirement)(`made of our own are read as ${loader} does`, async () => {
      expect(await differences(loader, ownTexts)).toEqual([]);
    });

    const title = `made of the corpus are read as ${loader} does`;
    if (!hasCorpus) test.skip(`${title} (needs KASKCTL_CORPUS)`);
    else {
      needs(requirement)(title, async () => {
        expect(await differences(loader, [...hieraTexts(corpus), ...ownTexts])).toEqual([]);
      });
    }
  }
});
