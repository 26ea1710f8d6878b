import fc from "fast-check";

/** What YAML is made of, and what people paste into it. */
const signs = [
  ..."-?:,[]{}#&*!|>'\"%@`\\ \t\n0a~=.",
  "\r",
  "\r\n",
  "\ufeff",
  "\u0085",
  "\u00a0",
  "\u2028",
  "é",
  "😀",
  "\u0007",
  ": ",
  "- ",
  "? ",
  " #",
  "\n  ",
  "\n    ",
  "\n---\n",
  "\n...\n",
  "%YAML 1.1\n",
  "%TAG !e! tag:e,2000:\n",
  "&x ",
  "*x",
  "*x ",
  "<<: ",
  "<<: *x\n",
  "!!str ",
  "!!int ",
  "!!set ",
  "!!binary ",
  "!e!x ",
  "!ruby/sym ",
  "!<tag:yaml.org,2002:str> ",
  "|-\n",
  ">2\n",
  "|+ # c\n",
  "''",
  '""',
  "'a\n  b'",
  "\\x41",
  "\\n",
  "[a, b]",
  "{a: b}",
  "{? a, : b}",
  "null",
  "yes",
  "0o7",
  "017",
  "1_0",
  "1:30",
  "1,0",
  "1.5e3",
  ".inf",
  "2024-01-01",
  "::1",
  ":a",
] as const;

type Change = (text: string, at: number, sign: string, length: number) => string;

/** One small accident each; `at` is an offset within the text. */
const changes: readonly Change[] = [
  (text, at, sign) => text.slice(0, at) + sign + text.slice(at),
  (text, at, sign) => text.slice(0, at) + sign + text.slice(at + 1),
  (text, at, _sign, length) => text.slice(0, at) + text.slice(at + length),
  (text, at, _sign, length) => text.slice(0, at + length) + text.slice(at),
  (text, at) =>
    text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2),
  (text, at, sign) => inLines(text, at, (lines, line) => lines.splice(line, 0, sign)),
  (text, at, sign) => inLines(text, at, (lines, line) => lines.splice(line, 1, sign + lines[line])),
  (text, at) => inLines(text, at, (lines, line) => lines.splice(line, 1)),
  (text, at) => inLines(text, at, (lines, line) => lines.splice(line, 0, lines[line] ?? "")),
  (text, at) => inLines(text, at, (lines, line) => lines.push(...lines.splice(line, 1))),
  (text, at, _sign, length) =>
    inLines(text, at, (lines, line) => {
      lines[line] = " ".repeat(length % 5) + (lines[line] ?? "").trimStart();
    }),
  (text, at, _sign, length) =>
    inLines(text, at, (lines, line) => {
      lines[line] = (lines[line] ?? "").slice(0, length);
    }),
  (text, _at, sign) => text.replaceAll("\n", sign === "\r" ? "\r" : "\r\n"),
];

function inLines(
  text: string,
  at: number,
  change: (lines: string[], line: number) => void,
): string {
  const lines = text.split("\n");
  change(lines, text.slice(0, at).split("\n").length - 1);
  return lines.join("\n");
}

/** Excerpts of some lines of `sources`, each with one to four accidents. */
export function mutatedTexts(sources: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.constantFrom(...changes),
    fc.nat({ max: 999 }),
    fc.constantFrom(...signs),
    fc.integer({ min: 1, max: 12 }),
  );
  return fc
    .tuple(
      fc.constantFrom(...sources),
      fc.nat({ max: 9999 }),
      fc.integer({ min: 1, max: 10 }),
      fc.array(change, { minLength: 1, maxLength: 4 }),
    )
    .map(([source, from, count, accidents]) => {
      const lines = source.split("\n");
      const first = from % lines.length;
      let text = `${lines.slice(first, first + count).join("\n")}\n`.slice(0, 600);
      for (const [apply, place, sign, length] of accidents) {
        text = apply(text, place % (text.length + 1), sign, length);
      }
      return text;
    })
    .filter((text) => text.isWellFormed());
}
