import fc from "fast-check";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { quoted } from "../../../cli/lint/quote.ts";

/** Words and numbers that some loader reads as more than a text, or nearly does. */
const known = [
  ..."yes no on off true false y n null ~ Yes NO oN oFF True FALSE yEs nUll".split(" "),
  ..."0 7 -1 +12 0644 08 00 0o17 0x1F -0x1f 0xZZ 0b101 0b2 0x 1_000 1__0 1_ _1".split(" "),
  ..."1,234 0,1 1,2,3 ,5 1,234.5 22:22 0:1 1:99 12:30:45 1:30.5 52:54:00:44:49:56".split(" "),
  ..."1.10 2.0 65.0 1. .5 . 1e3 1.5e3 1.5e+3 1_0.5 .inf -.INF .nan 1.0.0 v1.10 E1".split(" "),
  ...":x ::1 :8080 2024-01-01 2024-1-1 = << -2024-01-01 2024-99-99".split(" "),
  "2024-01-01 10:00:00",
  "12345678901234567890",
];

const signs = "0123456789_,.:+-xXbBoeEyYnNtTfF~ ".split("");

/** A text that may be read as a number, a word or a date. */
const trickyText = fc.oneof(
  fc.constantFrom(...known),
  fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 9 }),
);

/** Text as it may stand in a list, on one line: plain where YAML reads it as that text, else in quotes. */
export const scalarSource = fc.oneof(
  { weight: 3, arbitrary: trickyText.map((text) => (isPlain(text) ? text : quoted(text))) },
  { weight: 1, arbitrary: trickyText.map(quoted) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("!!str 1.10", "!!int 7", "!!float 1", "! 1.10", "!!int x"),
  },
);

function isPlain(text: string): boolean {
  const { problems, refusedByPsych, refusedByPyyaml, roots } = parseHiera(`- ${text}\n`);
  const [root] = roots;
  const node = root?.kind === "sequence" ? root.items[0] : undefined;
  return (
    problems.length + refusedByPsych.length + refusedByPyyaml.length === 0 &&
    node?.kind === "scalar" &&
    node.text === text
  );
}
