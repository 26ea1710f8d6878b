import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { psychText } from "../../../cli/runner/psych-text.ts";
import { needs } from "../../support/requires.ts";

/** Loads each text with Ruby's YAML and gives the data as JSON, with what Ruby itself would write. */
function throughRuby(texts: readonly string[]): readonly { data: unknown; text: string }[] {
  const program = `require "json"; require "yaml"
    puts JSON.generate(JSON.parse($stdin.read).map { |t| d = YAML.safe_load(t); {data: d, text: d.to_yaml} })`;
  const { stdout, stderr } = spawnSync("ruby", ["-e", program], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, LANG: "C.UTF-8" },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const awkward = [
  "",
  "~",
  "null",
  "yes",
  "No",
  "on",
  "y",
  "n",
  "Y",
  "123",
  "1_000",
  "0x1f",
  "0b1",
  "0o7",
  "1e3",
  "1.5",
  ".5",
  "1.",
  ".inf",
  "-.INF",
  ".nan",
  "2020-01-01",
  "12:30",
  "12:30:00",
  ":sym",
  "<<",
  "=",
  "-",
  "- a",
  "a: b",
  "a:",
  "#x",
  "a #b",
  "*x",
  "&x",
  "!x",
  "@x",
  "`x",
  "%{x}",
  "'",
  '"',
  "it's",
  '"q"',
  "[x]",
  "{x",
  "? x",
  "?",
  "a, b",
  " lead",
  "trail ",
  "a\tb",
  "a\nb",
  "a\nb\n",
  "a\n\nb",
  "a\n",
  "\n",
  "\n x",
  "a\n b",
  "a \nb",
  "a\r\nb",
  "\u0085",
  "\u2028",
  "é",
  "😀",
  "\u0001",
  "/sessions/v1",
  "0.0.0.0",
  "--- a",
  "...",
  "x".repeat(100),
  "a b ".repeat(40),
  "1,000",
  "0,9",
  "08",
  "+1",
  "-1",
];

describe("Puppet's to_yaml", () => {
  needs("ruby")("is written as Ruby writes it, but for awkward line breaks", () => {
    const plain = awkward.filter((text) => !/\n[ ]|[ ]\n|^\n|\n$|<<|\u0085/.test(text));
    const data = {
      list: [[1, { a: [] }], {}, { b: null, c: [true] }],
      text: plain,
      "0": 1,
      yes: "no",
    };
    const text = psychText(data);
    const [ruby] = throughRuby([text]);
    expect(ruby?.text).toBe(text);
  });

  needs("ruby")("folds long lines where Ruby does", () => {
    const word = fc.string({
      unit: fc.constantFrom(..."abcé1:'\"\t#"),
      minLength: 1,
      maxLength: 12,
    });
    const line = fc
      .array(fc.tuple(word, fc.constantFrom(" ", " ", " ", "  ")), { minLength: 5, maxLength: 50 })
      .map((parts) => parts.flat().join(""));
    const lines = fc.sample(line, { numRuns: 500, seed: 6 });
    const texts = lines.map((text) =>
      psychText({ a: text, deep: { list: [text.trim(), [text]] } }),
    );
    expect(texts.filter((text) => /\n {2}\S/.test(text)).length).toBeGreaterThan(400);
    expect(throughRuby(texts).map(({ text }) => text)).toEqual(texts);
  });

  needs("ruby")("gives Ruby the same data back", () => {
    const string = fc.oneof(
      fc.constantFrom(...awkward),
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."ab \n:-#'\"{}[],&*!|>%@`~0.1_\t") }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        string,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(string, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const samples = fc.sample(value, { numRuns: 3000, seed: 20 });
    const answers = throughRuby(samples.map(psychText));
    for (const [index, sample] of samples.entries()) {
      expect(answers[index]?.data, psychText(sample)).toEqual(JSON.parse(JSON.stringify(sample)));
    }
  });

  test("keeps floats apart from integers", () => {
    class Float {
      readonly value: number;
      constructor(value: number) {
        this.value = value;
      }
    }
    const values = [
      1,
      1.5,
      new Float(1),
      new Float(1e20),
      new Float(1.5e-7),
      12345678901234567890n,
    ];
    expect(psychText(values)).toBe(
      "---\n- 1\n- 1.5\n- 1.0\n- 1.0e+20\n- 1.5e-07\n- 12345678901234567890\n",
    );
    expect(psychText({})).toBe("--- {}\n");
  });
});
