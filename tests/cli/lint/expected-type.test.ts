import { expect, test } from "vitest";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { pathOf, surveyOf } from "../../../cli/lint/engine/survey.ts";
import type { RuleContext } from "../../../cli/lint/rule.ts";
import { wantsString } from "../../../cli/lint/types/expected-type.ts";
import { buildSignatures } from "../../../cli/signatures/build-signatures.ts";

const { signatures } = buildSignatures(
  [
    {
      path: "modules/a/manifests/init.pp",
      text: `class a (
        String $text, Optional[Array[Variant[Boolean, Hash[String, String]]]] $list, Integer $number,
        Struct[{country => String, Optional[on] => Boolean}] $struct, Tuple[Integer, String] $pair,
        Variant[String, Float] $either, Hash[String, Integer] $keys, Some::Type $unknown, $any,
      ) { }
      define service::docker (String $version, Hash $config) { }`,
    },
    { path: "modules/a/types/text.pp", text: "type A::Text = String" },
  ],
  { name: "test", isComplete: true },
);

const text = `
a::text: 1.10
a::list: [yes, {a: no, 1: x}]
a::number: 1.5
a::struct: {country: NO, on: yes, more: no}
a::pair: [1.5, 2.5, 3.5]
a::either: 1.5
a::keys: {on: 1, off: x}
a::unknown: 1.5
a::any: 1.5
a::none: 1.5
profile::docker::runner::service_defs: {kask: {version: 1.10, config: {x: 1.10}, port: 1.10}}
`;

test("a text is wanted where the type takes the written text and not what is read", () => {
  const [root] = parseHiera(text).roots;
  const survey = surveyOf(root);
  const context = { root, survey, target: "tree", file: "x.yaml", signatures, host: {} } as const;
  const wanted = survey.scalars.filter((visit) =>
    wantsString(visit, context as unknown as RuleContext),
  );
  const places = wanted.map((visit) => `${pathOf(visit).join(" ")}${visit.isKey ? " (key)" : ""}`);
  expect(places).toEqual([
    "a::text",
    "a::list 1 a",
    "a::list 1 1 (key)",
    "a::struct country",
    "a::struct on (key)",
    "a::pair 1",
    "a::pair 2",
    "a::keys on (key)",
    "a::keys off (key)",
    "profile::docker::runner::service_defs kask version",
  ]);
});
