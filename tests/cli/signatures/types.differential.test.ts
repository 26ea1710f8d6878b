import fc from "fast-check";
import { test as always, expect } from "vitest";
import { checkType } from "../../../cli/signatures/check-type.ts";
import { parseType } from "../../../cli/signatures/parse-type.ts";
import { needs } from "../../support/requires.ts";
import { aliasesOf, ReferenceTypes, type TypeQuestion } from "./puppet-types.ts";
import { sampleAliases, typeSamples } from "./type-samples.ts";

const aliases = aliasesOf(sampleAliases);
const seed = 4;

/** 700 types with ten values each. */
function questions(): TypeQuestion[] {
  return fc.sample(typeSamples, { numRuns: 700, seed }).map(({ text, values }, index) => ({
    type: text,
    values: fc.sample(values, { numRuns: 10, seed: seed + index }),
  }));
}

needs("puppet")(
  "7,000 generated pairs of a type and a value are judged as Puppet judges them",
  async () => {
    const asked = questions();
    const puppet = new ReferenceTypes(sampleAliases);
    const answers = await puppet.askAll(asked);
    puppet.stop();
    const differences: unknown[] = [];
    const counts = { fits: 0, fails: 0 };
    for (const [index, { type, values }] of asked.entries()) {
      const { verdicts, error } = answers[index] ?? {};
      if (error !== undefined) {
        differences.push({ type, error });
        continue;
      }
      for (const [place, value] of values.entries()) {
        const fits = checkType(value, type, aliases) === undefined;
        counts[fits ? "fits" : "fails"] += 1;
        if (fits !== verdicts?.[place])
          differences.push({ type, value, puppet: verdicts?.[place] });
      }
    }
    expect(differences.slice(0, 10)).toEqual([]);
    const total = counts.fits + counts.fails;
    expect(total).toBe(7000);
    expect(Math.min(counts.fits, counts.fails) / total).toBeGreaterThanOrEqual(0.25);
  },
);

always("every generated type is understood", () => {
  for (const { type } of questions())
    expect([type, parseType(type, aliases)]).not.toContain(undefined);
});
