import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { throughHorizon } from "../../../cli/hiera/horizon-pipeline.ts";
import { dumpAsPyyaml } from "../../../cli/hiera/pyyaml-dump.ts";
import { hieraData } from "../../support/hiera-values.ts";
import {
  type Answer,
  encodeShared,
  encodeValue,
  ReferenceYaml,
} from "../../support/reference-yaml.ts";
import { needs } from "../../support/requires.ts";
import { horizonTexts, scalarTexts } from "./hiera-texts.ts";

const pyyaml = new ReferenceYaml("pyyaml");
const psych = new ReferenceYaml("psych");
afterAll(() => {
  pyyaml.stop();
  psych.stop();
});

/**
 * What the real programs make of a text or a value: a refusal and its stage, or the data that Puppet
 * gets.
 */
async function throughRealPrograms(requests: readonly object[]): Promise<unknown[]> {
  const dumps = await pyyaml.askAll(requests);
  const strict = { symbols: false, aliases: false };
  const loads = await psych.askAll(
    dumps.map((dump) => ({ text: dump.ok ? dump.value : "", ...strict })),
  );
  return dumps.map((dump, index) => {
    if (!dump.ok) return "save";
    const load = loads[index] as Answer;
    return load.ok ? (load.value as { map: [unknown, unknown][] }).map[0]?.[1] : "node";
  });
}

function expectVerdicts(texts: readonly string[], real: readonly unknown[]): void {
  texts.forEach((text, index) => {
    const ours = throughHorizon(text);
    const verdict = ours.ok ? encodeValue(ours.value) : ours.stage;
    expect({ text, verdict }).toEqual({ text, verdict: real[index] });
  });
}

describe("throughHorizon", () => {
  needs("python3-yaml", "ruby")("agrees with Python and Ruby on every trap", async () => {
    const texts = [...horizonTexts, ...scalarTexts.map((text) => `k: ${text}`)];
    const requests = texts.map((text) => ({ ask: "pipeline", text }));
    expectVerdicts(texts, await throughRealPrograms(requests));
  });

  needs("python3-yaml", "ruby")(
    "agrees with Python and Ruby on 10,000 generated values",
    async () => {
      const values = fc.sample(hieraData, { numRuns: 10_000, seed: 41 });
      const requests = values.map((value) => ({ node: encodeShared(value) }));
      expectVerdicts(values.map(dumpAsPyyaml), await throughRealPrograms(requests));
    },
  );

  test.each([
    ["ip: ::1\n", "node", "Tried to load unspecified class: Symbol"],
    ['bind: ":9341"\n', "node", "Tried to load unspecified class: Symbol"],
    ["since: 2024-01-01\n", "node", "Tried to load unspecified class: Date"],
    ["at: '2024-1-1'\n", "node", "Tried to load unspecified class: Date"],
    ["a: &x [1]\nb: *x\n", "node", "Unknown alias: id001"],
    ["a: {x: &x [1]}\nb:\n  <<: {x: *x}\n", "node", "Unknown alias: id001"],
    ["- a\n", "save", "Provided YAML should be a dictionary"],
  ])("refuses %j at %s", (text, stage, message) => {
    expect(throughHorizon(text)).toMatchObject({ ok: false, stage, message });
  });

  test("shows that quotes around 1,234 are lost on the way", () => {
    const result = throughHorizon("a: '1,234'\n");
    expect(result.ok && [result.stored, result.value.get("a")]).toEqual(["a: 1,234\n", 1234]);
  });
});
