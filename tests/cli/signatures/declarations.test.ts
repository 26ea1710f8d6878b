import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { needs } from "../../support/requires.ts";
import { askPuppet, countParameters, scanAll } from "./declarations-support.ts";

const corpus = process.env["KASKCTL_CORPUS"];
const timeoutMs = 300_000;

/** Manifests that are easy to read wrongly, and the same with the line ends of Windows. */
const manifests = textsOf("manifests.txt").flatMap((text) => [text, text.replaceAll("\n", "\r\n")]);
/** What is no manifest to Puppet. */
const corruptManifests = textsOf("corrupt-manifests.txt");

function textsOf(name: string): readonly string[] {
  return readFileSync(new URL(name, import.meta.url), "utf8").split("=====\n");
}

/** The texts of which the two parsers tell different things, and how many parameters they have. */
function compare(texts: readonly string[]) {
  const found = scanAll(texts);
  const expected = askPuppet(texts);
  const different = texts
    .map((text, index) => ({ text, found: found[index], expected: expected[index] }))
    .filter((each) => JSON.stringify(each.found) !== JSON.stringify(each.expected));
  return { different, parameters: countParameters(expected) };
}

describe("against Puppet's own parser, scanManifest", () => {
  needs("puppet")(
    "declares and looks up the same in every hand-made manifest",
    () => {
      expect(compare(manifests).different).toEqual([]);
    },
    timeoutMs,
  );

  needs("puppet")(
    "refuses what Puppet refuses",
    () => {
      const refused = [...askPuppet(corruptManifests), ...scanAll(corruptManifests)];
      expect(refused.map((each) => typeof each)).toEqual(refused.map(() => "string"));
    },
    timeoutMs,
  );

  const title = "declares and looks up the same in 3,211 real manifests";
  if (corpus === undefined) test.skip(`${title} (needs KASKCTL_CORPUS)`, () => {});
  else
    needs("puppet")(
      title,
      () => {
        const files = globSync("**/*.pp", { cwd: corpus });
        const texts = files.map((file) => readFileSync(join(corpus, file), "utf8"));
        expect(files).toHaveLength(3211);
        expect(compare(texts)).toEqual({ different: [], parameters: 12_733 });
      },
      timeoutMs,
    );
});
