import { describe, expect, test } from "vitest";
import { checkType } from "../../../cli/signatures/check-type.ts";
import { parseType } from "../../../cli/signatures/parse-type.ts";
import {
  openString,
  openValue,
  PuppetFloat,
  type PuppetValue,
  symbolValue,
} from "../../../cli/signatures/puppet-value.ts";
import { rubyPattern } from "../../../cli/signatures/ruby-pattern.ts";
import { needs } from "../../support/requires.ts";
import { aliasesOf, ReferenceTypes, type TypeQuestion } from "./puppet-types.ts";

const types = {
  "Stdlib::Port": "Integer[0, 65535]",
  "Stdlib::Port::User": "Integer[1024, 49151]",
  "Stdlib::Unixpath": "Pattern[/\\A\\/([^\\n\\/\\0]+\\/*)*\\z/]",
  "Wmflib::Ensure": "Enum['present', 'absent']",
  Tree: "Variant[String, Hash[String, Tree]]",
  Half: "Struct[{one => Missing::Type}]",
};
const aliases = aliasesOf(types);
const hash = (...pairs: [PuppetValue, PuppetValue][]): PuppetValue => new Map(pairs);

/** Mismatches for which Puppet's describer has one line, which ours must repeat. */
const mistakes: readonly (readonly [type: string, value: PuppetValue])[] = [
  ["Stdlib::Port::User", 80],
  ["STDLIB::Port::USER", "8080"],
  ["Integer[1, 9]", 10],
  ["Integer[1, 9]", "10"],
  ["String", new PuppetFloat(1.5)],
  ["String[3]", "ab"],
  ["Optional[Stdlib::Port]", true],
  ["Wmflib::Ensure", "running"],
  ["Wmflib::Ensure", null],
  ["Enum['a', 'b']", 5],
  ["Hash", []],
  ["Hash[Stdlib::Unixpath, Stdlib::Unixpath]", hash(["srv/x", "/srv/x"])],
  ["Hash[String, Stdlib::Port]", hash(["a", 1], ["b", 65536])],
  ["Array[String, 1, 2]", ["a", "b", "c"]],
  ["Array[Array[Integer]]", [[1], [2, "x"]]],
  ["Tuple[String, Integer]", ["a", "b"]],
  ["Struct[{a => String, Optional[b] => Integer}]", hash(["b", 1])],
  ["Struct[{a => String}]", hash(["a", "x"], ["c", 1])],
  ["Variant[String, Integer[1, 5]]", true],
  ["Variant[Enum['a'], Pattern[/b/]]", "c"],
  ["Variant[Undef, Float, Integer]", "x"],
  ["Boolean[true]", false],
  ["NotUndef[Stdlib::Port]", null],
  ["Collection[2]", ["a"]],
  ["Timestamp", "2024-01-01"],
  ["Type[Integer]", 5],
  ["Sensitive[String]", 5],
];

/** Puppet has other words for what a Sensitive wraps, and none for the size of a Collection. */
const told = mistakes.filter(([type]) => !/^(?:Sensitive|Collection|Type)/.test(type));

needs("puppet")("a mismatch is told in the words of Puppet's own describer", async () => {
  const puppet = new ReferenceTypes({ ...types, Half: "Any" });
  const questions = told.map(
    ([type, value]): TypeQuestion => ({ type, values: [value], describe: true }),
  );
  const answers = await puppet.askAll(questions);
  puppet.stop();
  const ours = told.map(([type, value]) => `value ${checkType(value, type, aliases)?.message}`);
  expect(ours).toEqual(answers.map(({ messages }) => messages?.[0]));
});

test.each(mistakes)("%s does not take %j", (type, value) => {
  expect(checkType(value, type, aliases)).toBeDefined();
});

describe("a mismatch", () => {
  test("leads to the innermost part, and names the aliases on the way", () => {
    const value = hash(["a", hash(["b", 1])]);
    expect(checkType(value, "Optional[Tree]", aliases)).toMatchObject({
      path: ["a", "b"],
      isKey: false,
      aliases: ["Tree", "Tree", "Tree"],
      actual: "Integer",
    });
  });

  test("may be about a key", () => {
    const mismatch = checkType(hash(["x", 1]), "Hash[Stdlib::Unixpath, Any]", aliases);
    expect(mismatch).toMatchObject({ path: ["x"], isKey: true, aliases: ["Stdlib::Unixpath"] });
  });
});

describe("nothing is said of", () => {
  test.each([
    ["a name that nobody declares", "Missing::Type"],
    ["an alias that needs such a name", "Half"],
    ["a variable", "Enum[$words]"],
    ["an interpolated text", 'Enum["a$' + '{b}"]'],
    ["an expression", "Integer[1, 2 + 3]"],
    ["a pattern that cannot be run", "Pattern[/(?>a)b/]"],
    ["parameters that Puppet refuses", "Integer[5, 1]"],
  ])("%s", (_, type) => {
    expect(parseType(type, aliases)).toBeUndefined();
    expect(checkType(5, type, aliases)).toBeUndefined();
  });

  test("a value that is filled in later, unless no text would do", () => {
    expect(checkType(openString, "Enum['a']", aliases)).toBeUndefined();
    expect(checkType(openString, "String[1, 2]", aliases)).toBeUndefined();
    expect(checkType(openString, "Optional[Stdlib::Unixpath]", aliases)).toBeUndefined();
    expect(checkType(openString, "Stdlib::Port", aliases)?.actual).toBe("String");
    expect(checkType(openValue, "Stdlib::Port", aliases)).toBeUndefined();
    expect(checkType(hash([openString, 1]), "Struct[{a => Integer}]", aliases)).toBeUndefined();
  });
});

test("a Symbol fits no type of data", () => {
  for (const type of ["String", "Data", "Optional[Integer]", "Enum['symbol']"]) {
    expect(checkType(symbolValue, type, aliases)).toBeDefined();
  }
});

/** Each would keep a backtracking engine busy for longer than anybody waits. */
test.each([
  ["\\A\\/([^\\n\\/\\0]+\\/*)*\\z", `/${"a".repeat(2000)}\n`],
  ["^(a+)+$", `${"a".repeat(2000)}b`],
  ["^(a|a)*$", `${"a".repeat(2000)}b`],
  ["^(?:(?=a)a*)*$", `${"a".repeat(300)}b`],
])("the pattern /%s/ costs little on a text made to be dear", (source, text) => {
  expect(rubyPattern(source)?.test(text)).toBe(false);
});

test("a short and a long text are judged alike", () => {
  const pattern = rubyPattern("\\A(([a-z]|[a-z][a-z-]*[a-z])\\.)*[a-z]{2,3}\\z");
  for (const [text, fits] of [
    ["a.bc", true],
    ["a-.bc", false],
    [`${"long-label.".repeat(20)}org`, true],
    [`${"long-label.".repeat(20)}-org`, false],
  ] as const) {
    expect(pattern?.test(text)).toBe(fits);
  }
});
