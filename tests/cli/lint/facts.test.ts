import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { fromPlain } from "../../../cli/hiera/plain.ts";
import { dumpAsPyyaml } from "../../../cli/hiera/pyyaml-dump.ts";
import { factsOf } from "../../../cli/lint/engine/facts.ts";
import { surveyOf } from "../../../cli/lint/engine/survey.ts";
import type { Target, TextFacts } from "../../../cli/lint/rule.ts";
import { catalogue } from "../../../cli/signatures/catalogue.ts";

function facts(text: string, target: Target = "tree", file = "x.yaml"): TextFacts {
  const document = parseHiera(text);
  const [root] = document.roots;
  const known = { signatures: catalogue, host: {} };
  return factsOf({
    document,
    root,
    survey: surveyOf(root),
    target,
    file,
    treePath: file,
    ...known,
  });
}

describe("the keys of a text", () => {
  test("are those of the top, the last of several equal ones, and merged ones", () => {
    const { keys } = facts("a: &a {x: 1}\nb: 2\na: 3\n<<: {c: 4}\n");
    const names = keys.map(({ name, span }) => `${name} ${span.start}`);
    expect(names.sort()).toEqual(["a 18", "b 13", "c 28"]);
  });

  test("of regex.yaml are those of its sections, their expression left out", () => {
    const text = "one:\n  __regex: !ruby/regexp /x/\n  a: 1\ntwo:\n  a: 2\nthree: 3\n";
    const found = facts(text, "tree", "hieradata/regex.yaml").keys;
    expect(found.map(({ name, section }) => [section, name])).toEqual([
      ["one", "a"],
      ["two", "a"],
    ]);
    expect(facts(text, "horizon", "hieradata/regex.yaml").keys).toHaveLength(3);
  });

  test.each([
    ["a: 1", "number"],
    ["a: 1.5", "number"],
    ["a: 0x1f", "number"],
    ["a: '1'", "string"],
    ["a: text", "string"],
    ["a: yes", "boolean"],
    ["a: y", "string"],
    ["a:", "undef"],
    ["a: ~", "undef"],
    ["a: [1]", "array"],
    ["a: {}", "hash"],
    ["x: &x [1]\na: *x", "array"],
  ])("in %j have a shape: %s", (text, shape) => {
    expect(facts(text).keys.at(-1)?.shape).toBe(shape);
  });

  test.each([
    ["a: 1\nb: 2\n", "a: 1\n"],
    ["a: 1 # why\nb: 2\n", undefined],
    ["a: |\n  x\n\n  y\nb: 2\n", "a: |\n  x\n\n  y\n"],
    ["a:\n- 1\n- 2\nb: 2\n", "a:\n- 1\n- 2\n"],
    ["{a: 1, b: 2}\n", undefined],
    ["a: &x 1\nb: *x\n", undefined],
    ["a: 1", "a: 1"],
  ])("in %j fill whole lines, or none", (text, lines) => {
    const found = facts(text).keys.find(({ name }) => name === "a")?.lines;
    expect(found && text.slice(found.start, found.end)).toBe(lines);
  });
});

describe("the digest of a value", () => {
  const sign = fc.constantFrom(..."aZ é#-'\"\n%{}[]&*?|>@`");
  const leaf = fc.oneof(
    fc.string({ unit: sign, maxLength: 12 }),
    fc.constantFrom("yes", "1", "0x1", "~", "null", "1.5", "true", "a b"),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, leaf, tie("list"), tie("hash")),
    list: fc.array(tie("any"), { maxLength: 4 }),
    hash: fc.dictionary(fc.string({ unit: sign, maxLength: 4 }), tie("any"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  })).any;

  test("is the same however the value is written", () => {
    fc.assert(
      fc.property(value, (plain) => {
        const block = dumpAsPyyaml(fromPlain({ a: plain }));
        const flow = `{"a": ${JSON.stringify(plain)}}`;
        expect(digest(block)).toBe(digest(flow));
      }),
    );
  });

  test("tells different values apart", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(sorted(one) !== sorted(other));
        const texts = [one, other].map((plain) => dumpAsPyyaml(fromPlain({ a: plain })));
        expect(digest(texts[0] ?? "")).not.toBe(digest(texts[1] ?? ""));
      }),
    );
  });

  test.each([
    ["a: 1", "a: '1'"],
    ["a: 1", "a: 1.0"],
    ["a: yes", "a: 'yes'"],
    ["a: [1, 2]", "a: [2, 1]"],
    ["a: {x: y}", "a: {y: x}"],
    ["a: []", "a: {}"],
    ["a: ~", "a: '~'"],
    ["a: [[1], 2]", "a: [1, [2]]"],
  ])("of %j is not that of %j", (one, other) => {
    expect(digest(one)).not.toBe(digest(other));
  });

  test("of a bomb of aliases is soon there", () => {
    const levels = Array.from({ length: 40 }, (_, level) =>
      level === 0 ? "l0: &l0 [x]" : `l${level}: &l${level} [*l${level - 1}, *l${level - 1}]`,
    );
    expect(facts(`a: {${levels.join(", ")}}\n`).keys).toHaveLength(1);
  });

  function digest(text: string): number | undefined {
    return facts(text).keys[0]?.digest;
  }

  function sorted(plain: unknown): string {
    return JSON.stringify(plain, (_, inner) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort())
        : inner,
    );
  }
});

describe("the references of a text", () => {
  test("are its lookups, with their place and their way", () => {
    const text = "a: \"x %{lookup('b.c')} %{::site}\"\nd: [\"%{alias('e')}\"]\n";
    const found = facts(text).references;
    const short = found.map(({ method, key, span, path, isWhole }) => [
      method,
      key,
      text.slice(span.start, span.end),
      path,
      isWhole,
    ]);
    expect(short).toEqual([
      ["lookup", "b.c", "%{lookup('b.c')}", ["a"], false],
      ["alias", "e", "%{alias('e')}", ["d", 0], true],
    ]);
  });

  test("stand at their scalar where the text does not have them letter by letter", () => {
    const text = 'a: "%{lookup(\\"b\\")}"\n';
    const [reference] = facts(text).references;
    expect(text.slice(reference?.span.start, reference?.span.end)).toBe('"%{lookup(\\"b\\")}"');
  });

  test("are not what Puppet refuses", () => {
    expect(facts("a: \"x %{alias('b')} %{lookup('b'):1}\"\n").references).toEqual([]);
  });
});
