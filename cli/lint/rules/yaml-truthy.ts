import type { ScalarNode } from "../../hiera/document.ts";
import type { HieraValue } from "../../hiera/value.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { quoted, quoteFix, rewriteFix } from "../fixes/quote.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { wantsString } from "../types/expected-type.ts";
import { mayBeMisread } from "../values/may-be-misread.ts";
import { loadScalar } from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/truthy`. */
export const rule: Rule = {
  id: "yaml/truthy",
  severity: "warning",
  summary: "A word other than true, false and null is read as a boolean or as nothing.",
  why: "YAML 1.1 reads yes, no, on and off, in any case, as booleans: the country NO is false to Puppet. Where the parameter wants a text the catalog fails. YAML 1.2, and so many an editor, reads a text.",
  bad: { target: "horizon", text: "profile::monitoring::enabled: yes\n" },
  good: { target: "horizon", text: "profile::monitoring::enabled: true\n" },
  source: "PyYAML, resolver.py, tag:yaml.org,2002:bool; Psych, scalar_scanner.rb, tokenize",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Writes true or false; where the parameter wants a text, puts the word in quotes.",
  },
  yamllint: ["truthy"],

  concerns: mayBeMisread,

  *check(context) {
    for (const visit of context.survey.ambiguous) {
      const { text, tag } = visit.node;
      if (text.length > 5 || text === "true" || text === "false") continue;
      if (tag !== undefined || visit.isKey || !word.test(text)) continue;
      const finding = judge(visit, context);
      if (finding !== undefined) yield finding;
    }
  },
};

const word = /^(?:yes|no|on|off|true|false|null)$/iu;

/** Nobody takes these for a text. */
const nothing = /^(?:null|Null|NULL)$/u;

function judge(visit: Visit<ScalarNode>, context: RuleContext): RuleFinding | undefined {
  const { node } = visit;
  const loaded = loadScalar(node, context.target);
  if (!loaded.ok || !isMisread(node, loaded.value)) return undefined;
  const isText = wantsString(visit, context);
  const quotes = node.style === "plain" ? "" : ", since the ENC does not keep the quotes";
  const place = isText ? ", where the parameter wants a text" : "";
  return {
    span: node.span,
    path: pathOf(visit),
    message: `Puppet reads ${node.text} as ${loaded.value ?? "nothing"}${quotes}${place}.`,
    ...(isText ? { severity: "error" as const } : {}),
    ...advice(node, context, isText ? undefined : loaded.value),
  };
}

/** Psych takes `nUll` for nothing in any case of its letters, and PyYAML for a text in nearly all. */
function isMisread({ text, style }: ScalarNode, value: HieraValue): value is boolean | null {
  if (typeof value === "boolean") return true;
  return value === null && !(style === "plain" && nothing.test(text));
}

/** `meant` is what is to be written; undefined where a text is wanted. */
function advice(
  node: ScalarNode,
  { document, target }: RuleContext,
  meant: boolean | null | undefined,
): Pick<RuleFinding, "help" | "fix"> {
  const { text, style } = node;
  const survives = loadScalar({ ...node, style: "single" }, target);
  if (!survives.ok || survives.value !== text) {
    const fix = rewriteFix(node, document.text, String(meant), `Write ${meant}.`);
    const help = `Write ${meant === undefined ? "the word" : meant} in lower case letters, or another word; quotes do not survive.`;
    return meant === undefined || style !== "plain" ? { help } : { help, fix };
  }
  if (meant === undefined) {
    return { help: `Put it in quotes: ${quoted(text)}.`, fix: quoteFix(node, document.text) };
  }
  return {
    help: `Write ${meant}, or ${quoted(text)} for the word.`,
    fix: rewriteFix(node, document.text, String(meant), `Write ${meant}.`),
  };
}
