import type { ScalarNode } from "../../hiera/document.ts";
import { rubyText } from "../../hiera/ruby-text.ts";
import { HieraFloat, type HieraValue } from "../../hiera/value.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { quoted, quoteFix, rewriteFix } from "../fixes/quote.ts";
import type { Rule, RuleContext, RuleFinding, Target } from "../rule.ts";
import { refusesString, wantsString } from "../types/expected-type.ts";
import { mayBeMisread } from "../values/may-be-misread.ts";
import {
  loadScalar,
  readByPsych,
  readByPyyaml,
  startsLikeNumber,
  staysText,
} from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/implicit-number`. */
export const rule: Rule = {
  id: "yaml/implicit-number",
  severity: "warning",
  summary: "A value is read as a number that nobody sees in it.",
  why: "The mode 0644 becomes 420, 22:22 becomes 1342 or 80520, 1,234 becomes 1234: Puppet refuses the number where it wants a text, or sets a file mode or a port that nobody wrote.",
  bad: { target: "horizon", text: "profile::dumps::mode: 0644\n" },
  good: { target: "horizon", text: "profile::dumps::mode: '0644'\n" },
  source: "PyYAML, resolver.py, tag:yaml.org,2002:int; Psych, scalar_scanner.rb, INTEGER and FLOAT",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Puts octal numbers, numbers in base 60, and what a parameter wants as a text in quotes; writes other numbers, and what a parameter wants as a number, in decimal digits.",
  },
  yamllint: ["octal-values"],

  concerns: mayBeMisread,

  *check(context) {
    for (const visit of context.survey.ambiguous) {
      const { text, tag } = visit.node;
      if (!startsLikeNumber(text) || visit.isKey || tag !== undefined) continue;
      if (text.length > longest || decimal.test(text)) continue;
      const finding = judge(visit, context);
      if (finding !== undefined) yield finding;
    }
  },
};

/** Nobody means a number with more digits, and to read one takes long. */
const longest = 1000;

/** A number as everybody reads it. */
const decimal = /^[-+]?(?:0|[1-9][0-9]*|[0-9]*\.[0-9]*(?:[eE][-+][0-9]+)?|\.(?:inf|nan))$/iu;

interface Form {
  readonly pattern: RegExp;
  /** After "as". */
  readonly words: string;
  /** Whether who writes it means a text. */
  readonly isText: boolean;
}

/** The first that fits a number. */
const forms: readonly Form[] = [
  { pattern: /:/u, words: "a number in base 60", isText: true },
  { pattern: /^[-+]?0x/u, words: "a hexadecimal number", isText: false },
  { pattern: /^[-+]?0b/u, words: "a binary number", isText: false },
  { pattern: /,/u, words: "a number with commas", isText: false },
  { pattern: /^[-+]?0[0-7_]+$/u, words: "an octal number", isText: true },
  { pattern: /_/u, words: "a number with underscores", isText: false },
];

function judge(visit: Visit<ScalarNode>, context: RuleContext): RuleFinding | undefined {
  const { node } = visit;
  const loaded = loadScalar(node, context.target);
  if (!loaded.ok || !isNumber(loaded.value)) return undefined;
  const form = forms.find(({ pattern }) => pattern.test(node.text));
  if (form === undefined) return undefined;
  const isWanted = wantsString(visit, context);
  const quotes = node.style === "plain" ? "" : ", since the ENC does not keep the quotes";
  const place = isWanted ? ", where the parameter wants a text" : "";
  return {
    span: node.span,
    path: pathOf(visit),
    message: `Puppet reads ${node.text} as ${form.words}, and gets ${rubyText(loaded.value)}${quotes}${place}${elsewhere(node, loaded.value)}.`,
    ...(isWanted || form === forms[0] ? { severity: "error" as const } : {}),
    ...advice(node, loaded.value, isMeantAsText(form, isWanted, visit, context), context),
  };
}

function isMeantAsText(
  { isText }: Form,
  isWanted: boolean,
  visit: Visit<ScalarNode>,
  context: RuleContext,
): boolean {
  return isWanted || (isText && !refusesString(visit, context));
}

/** What a loader by itself makes of it where that is something else. */
function elsewhere(node: ScalarNode, value: HieraValue): string {
  if (node.style !== "plain") return "";
  const others: string[] = [];
  for (const [name, loader] of loaders) {
    const own = loader(node);
    if (own.ok && rubyText(own.value) !== rubyText(value)) {
      others.push(`${name} reads ${shown(own.value)}`);
    }
  }
  return others.length === 0 ? "" : ` (${others.join(", ")})`;
}

const loaders = [
  ["Psych", readByPsych],
  ["PyYAML", readByPyyaml],
] as const;

function shown(value: HieraValue): string {
  return typeof value === "string" ? `the text ${quoted(value)}` : rubyText(value);
}

function isNumber(value: HieraValue): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof HieraFloat;
}

function advice(
  node: ScalarNode,
  value: HieraValue,
  isText: boolean,
  { document, target }: RuleContext,
): Pick<RuleFinding, "help" | "fix"> {
  if (node.style !== "plain") return { help: lost };
  if (isText) return textAdvice(node, document.text, target);
  const digits = rubyText(value);
  const fix = rewriteFix(node, document.text, digits, `Write ${digits}.`);
  const text = staysText(node.text, target) ? `, or ${quoted(node.text)} for the text` : "";
  return { help: `Write ${digits}${text}.`, fix };
}

const lost = "Write it in another form; quotes do not survive.";

function textAdvice(node: ScalarNode, text: string, target: Target) {
  if (!staysText(node.text, target)) return { help: lost };
  return { help: `Put it in quotes: ${quoted(node.text)}.`, fix: quoteFix(node, text) };
}
