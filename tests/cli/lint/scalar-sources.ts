import fc from "fast-check";
import type { ScalarNode } from "../../../cli/hiera/document.ts";
import type { Loaded } from "../../../cli/hiera/load-fault.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { loadAsPsych } from "../../../cli/hiera/psych-load.ts";
import { dumpAsPyyaml } from "../../../cli/hiera/pyyaml-dump.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { HieraTimestamp, type HieraValue } from "../../../cli/hiera/value.ts";
import { quoted } from "../../../cli/lint/fixes/quote.ts";
import type { Target } from "../../../cli/lint/rule.ts";

/** Words and numbers that some loader reads as more than a text, or nearly does. */
const known = [
  ..."yes no on off true false y n null ~ Yes NO oN oFF True FALSE yEs nUll".split(" "),
  ..."0 7 -1 +12 0644 08 00 0o17 0x1F -0x1f 0xZZ 0b101 0b2 0x 1_000 1__0 1_ _1".split(" "),
  ..."1,234 0,1 1,2,3 ,5 1,234.5 22:22 0:1 1:99 12:30:45 1:30.5 52:54:00:44:49:56".split(" "),
  ..."1.10 2.0 65.0 1. .5 . 1e3 1.5e3 1.5e+3 1_0.5 .inf -.INF .nan 1.0.0 v1.10 E1".split(" "),
  ...":x ::1 :8080 2024-01-01 2024-1-1 = << -2024-01-01 2024-99-99 ::ffff:0:1".split(" "),
  "2024-01-01 10:00:00",
  "12345678901234567890",
];

const signs = "0123456789_,.:+-xXbBoeEyYnNtTfF~ ".split("");

/** A text that may be read as a number, a word or a date. */
export const trickyText = fc.oneof(
  fc.constantFrom(...known),
  fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 9 }),
  fc.tuple(fc.nat(99), fc.nat(999)).map(([whole, decimals]) => `${whole}.${decimals}`),
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
  const { problems, refusedByPsych, refusedByPyyaml } = parseHiera(`- ${text}\n`);
  if (problems.length + refusedByPsych.length + refusedByPyyaml.length > 0) return false;
  const node = scalarOf(text);
  return node?.kind === "scalar" && node.text === text;
}

/** The node of a source in a list. */
export function scalarOf(source: string): ScalarNode {
  const [root] = parseHiera(`- ${source}\n`).roots;
  return (root?.kind === "sequence" ? root.items[0] : undefined) as ScalarNode;
}

/** What Puppet makes of a whole text; with Symbols and dates as values. */
export function loadText(text: string, target: Target): Loaded {
  const document = parseHiera(text);
  if (target === "tree") return loadAsPsych(document, { symbols: true, aliases: true });
  const stored = loadAsPyyaml(document);
  if (!stored.ok) return stored;
  const read = parseHiera(dumpAsPyyaml(stored.value));
  return loadAsPsych(read, { symbols: true, aliases: false });
}

/** What Puppet makes of a source in a list. */
export function loadSource(source: string, target: Target): Loaded {
  if (target === "horizon") {
    const stored = loadAsPyyaml(parseHiera(`- ${source}\n`));
    const [value] = stored.ok ? (stored.value as readonly HieraValue[]) : [];
    if (value instanceof HieraTimestamp) return { ok: true, value };
  }
  const loaded = loadText(`- ${source}\n`, target);
  if (!loaded.ok) return loaded;
  return { ok: true, value: (loaded.value as readonly HieraValue[])[0] ?? null };
}
