import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lintText } from "../../../cli/lint/lint.ts";
import { rule as typeMismatch } from "../../../cli/lint/rules/puppet-type-mismatch.ts";
import { rule as indirectParams } from "../../../cli/lint/rules/service-indirect-params.ts";
import { checkType } from "../../../cli/signatures/check-type.ts";
import { parseType } from "../../../cli/signatures/parse-type.ts";
import { readCodeTree } from "../../../cli/signatures/read-code-tree.ts";
import { needs } from "../../support/requires.ts";
import { ReferenceTypes } from "../signatures/puppet-types.ts";
import { hasOpenPart, treeValues } from "./corpus-values.ts";

const corpus = process.env["KASKCTL_CORPUS"];
const title = "every typed value of a real tree is judged as Puppet judges it";

/** Hiera's data is compared with what a Sensitive wraps. */
function unwrapped(type: string): string {
  return type.replace(/\bSensitive\[/g, "Variant[").replace(/\bSensitive\b(?!\[)/g, "Any");
}

const check = async () => {
  const { signatures } = readCodeTree(corpus ?? "", "corpus");
  const { aliases } = signatures;
  const known = [...aliases.values()].filter(({ name }) => parseType(name, aliases) !== undefined);
  const puppet = new ReferenceTypes(
    Object.fromEntries(known.map(({ name, type }) => [name, unwrapped(type)])),
  );
  const values = treeValues(corpus ?? "", signatures).filter(({ value }) => !hasOpenPart(value));
  const byType = [...Map.groupBy(values, ({ type }) => type)].filter(
    ([type]) => parseType(type, aliases) !== undefined,
  );
  const answers = await puppet.askAll(
    byType.map(([type, all]) => ({ type: unwrapped(type), values: all.map(({ value }) => value) })),
  );
  puppet.stop();
  const differences = byType.flatMap(([type, all], index): readonly object[] => {
    const { verdicts, error } = answers[index] ?? {};
    if (verdicts === undefined) return [{ type, error }];
    return all.filter(
      ({ value }, place) => (checkType(value, type, aliases) === undefined) !== verdicts[place],
    );
  });
  expect(differences).toEqual([]);
  expect(byType.length).toBeGreaterThan(150);
};

const countTitle = "a real tree has 34 values of a wrong type, 14 empty ones and no wrong resource";

const count = () => {
  const { signatures } = readCodeTree(corpus ?? "", "corpus");
  const files = globSync("hieradata/**/*.yaml", { cwd: corpus ?? "" });
  const findings = files.flatMap((file) => {
    const text = readFileSync(join(corpus ?? "", file), "utf8");
    return lintText({
      text,
      file,
      target: "tree",
      rules: [typeMismatch, indirectParams],
      signatures,
    });
  });
  const counts = Object.groupBy(findings, ({ rule, severity }) => `${rule} ${severity}`);
  expect(Object.entries(counts).map(([name, all]) => [name, all?.length])).toEqual([
    ["puppet/type-mismatch warning", 14],
    ["puppet/type-mismatch error", 34],
  ]);
};

if (corpus === undefined) test.skip(`${countTitle} (needs KASKCTL_CORPUS)`, count);
else test(countTitle, count, 60_000);

if (corpus === undefined) test.skip(`${title} (needs KASKCTL_CORPUS)`, check);
else needs("puppet")(title, check, 120_000);
