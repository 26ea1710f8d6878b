import { basename } from "node:path";
import type { ScalarNode } from "../../hiera/document.ts";
import { HieraTimestamp } from "../../hiera/value.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { quoted, quoteFix, rewriteFix } from "../fixes/quote.ts";
import type { Fix, Rule, RuleContext, RuleFinding, Target } from "../rule.ts";
import type { RealNode } from "../values/entries.ts";
import { mayBeMisread } from "../values/may-be-misread.ts";
import { loadScalar, staysText, takesTag } from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/disallowed-class`. */
export const rule: Rule = {
  id: "yaml/disallowed-class",
  severity: "error",
  summary: "A date, a set or a tagged object is in the text, which a loader refuses.",
  why: "The loader refuses the whole text for one such value. Every lookup then fails, on every instance that the text reaches: Puppet stops there until somebody finds the value.",
  bad: { target: "horizon", text: "motd::since: 2024-01-01\n" },
  good: { target: "horizon", text: "motd::since: '2024-01-01'\n" },
  source: "Psych, class_loader.rb, Restricted; PyYAML, constructor.py, SafeConstructor",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: { safety: "safe", does: "Puts a date in quotes." },

  concerns: mayBeMisread,

  *check(context) {
    const { ambiguous, tagged } = context.survey;
    for (const visit of tagged) {
      const finding = tagFinding(visit, context);
      if (finding !== undefined) yield finding;
    }
    for (const visit of ambiguous) {
      const finding = dateFinding(visit, context);
      if (finding !== undefined) yield finding;
    }
  },
};

/** The tags of plain data, which need no class; a wrong value below one is no matter of this rule. */
const plainTags =
  /^(?:!|tag:yaml\.org,2002:(?:null|bool|int|float|str|seq|map|binary|omap|pairs))$/u;

function tagFinding(
  visit: Visit<RealNode>,
  { target, file }: RuleContext,
): RuleFinding | undefined {
  const { node } = visit;
  if (node.tag === undefined || plainTags.test(node.tag)) return undefined;
  if (node.tag === "!ruby/regexp" && readsRegexps(file, target)) return undefined;
  if (takesTag(node, target)) return undefined;
  const tag = node.tag.replace("tag:yaml.org,2002:", "!!");
  return {
    span: node.span,
    path: pathOf(visit),
    message: `A value with the tag ${tag} is refused by the loader.`,
    help: "Write plain data: text, numbers, lists and mappings, without a tag.",
  };
}

/**
 * Wikimedia's `regex.yaml` is loaded with Regexps allowed.
 * @see operations-puppet/modules/wmflib, wmflib::regex_data
 */
function readsRegexps(file: string, target: Target): boolean {
  return target === "tree" && basename(file) === "regex.yaml";
}

function dateFinding(visit: Visit<ScalarNode>, context: RuleContext): RuleFinding | undefined {
  const { node } = visit;
  if (!isDate(node, context.target)) return undefined;
  const quotes = node.style === "plain" ? "" : ", since the ENC does not keep the quotes";
  return {
    span: node.span,
    path: pathOf(visit),
    message: `The loader takes ${node.text} for a date or time${quotes}, and refuses it.`,
    ...dateAdvice(node, context),
  };
}

function isDate(node: ScalarNode, target: Target): boolean {
  const { text, tag } = node;
  const first = text.charCodeAt(0);
  if (!(first === 0x2d || (first >= 0x30 && first <= 0x39))) return false;
  if (!/^-?\d{4}-\d/u.test(text) || (tag !== undefined && tag !== "!")) return false;
  const loaded = loadScalar(node, target);
  return !loaded.ok || loaded.value instanceof HieraTimestamp;
}

interface Advice {
  readonly help: string;
  readonly fix?: Fix;
}

function dateAdvice(node: ScalarNode, { target, document }: RuleContext): Advice {
  const { text, tag } = node;
  const isTagged = tag !== undefined;
  if (staysText(text, target)) {
    const help = `Put it in quotes${isTagged ? ", without a tag" : ""}: ${quoted(text)}.`;
    return isTagged ? { help } : { help, fix: quoteFix(node, document.text) };
  }
  const padded = text.replace(/-(\d)(?!\d)/gu, "-0$1");
  if (padded === text || !staysText(padded, target)) {
    return { help: "Write it in another form; quotes do not survive." };
  }
  const help = `Write ${quoted(padded)}, with two digits and quotes.`;
  const fix = rewriteFix(node, document.text, quoted(padded), "Write two digits, in quotes.");
  return isTagged ? { help } : { help, fix: { ...fix, safety: "unsafe" } };
}
