import type { ScalarNode } from "../../hiera/document.ts";
import { rubyText } from "../../hiera/ruby-text.ts";
import { HieraFloat } from "../../hiera/value.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { quoted, quoteFix } from "../fixes/quote.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { wantsString } from "../types/expected-type.ts";
import { mayBeMisread } from "../values/may-be-misread.ts";
import { loadScalar, startsLikeNumber } from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/float-version`. */
export const rule: Rule = {
  id: "yaml/float-version",
  severity: "warning",
  summary: "A version is read as a number with a fraction.",
  why: "The value 1.10 is the number 1.1 to Puppet: another version is installed, or the catalog fails because the parameter wants a text.",
  bad: { target: "horizon", text: "profile::php::version: 1.10\n" },
  good: { target: "horizon", text: "profile::php::version: '1.10'\n" },
  source: "PyYAML, resolver.py, tag:yaml.org,2002:float; Psych, scalar_scanner.rb, FLOAT",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Puts it in quotes; only with --fix-unsafe where neither its key nor its type says that it is a version.",
  },
  yamllint: ["float-values"],

  concerns: mayBeMisread,

  *check(context) {
    for (const visit of context.survey.ambiguous) {
      const { text, style, tag } = visit.node;
      if (!startsLikeNumber(text) || style !== "plain") continue;
      if (visit.isKey || tag !== undefined || !fraction.test(text)) continue;
      const finding = judge(visit, context);
      if (finding !== undefined) yield finding;
    }
  },
};

/** Digits with one dot; with an exponent nobody means a version. */
const fraction = /^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)$/u;

function judge(visit: Visit<ScalarNode>, context: RuleContext): RuleFinding | undefined {
  const { node } = visit;
  const loaded = loadScalar(node, context.target);
  if (!loaded.ok || !(loaded.value instanceof HieraFloat)) return undefined;
  const isWanted = wantsString(visit, context);
  const isVersion = isWanted || namesVersion(visit);
  const number = rubyText(loaded.value);
  if (!isVersion && !losesDigits(node.text, number)) return undefined;
  const place = isWanted ? ", where the parameter wants a text" : "";
  const what = number === node.text ? "a number, and not as a text" : `the number ${number}`;
  return {
    span: node.span,
    path: pathOf(visit),
    message: `Puppet reads ${node.text} as ${what}${place}.`,
    help: `Put it in quotes: ${quoted(node.text)}.`,
    ...(isWanted ? { severity: "error" as const } : {}),
    fix: { ...quoteFix(node, context.document.text), safety: isVersion ? "safe" : "unsafe" },
  };
}

/** Whether the key that it is the value of, or in a list of, ends in the word version. */
function namesVersion(visit: Visit): boolean {
  for (let at: Visit | undefined = visit; at !== undefined; at = at.parent) {
    if (typeof at.step === "string") return /(?:version|release)s?$/iu.test(at.step);
  }
  return false;
}

/** Whether the number is written with fewer digits than stand there: the last zeros are gone. */
function losesDigits(text: string, number: string): boolean {
  if (number.includes("e")) return false;
  const [, whole = "", decimals = ""] = /^[-+]?0*([0-9]*)\.([0-9]*)$/u.exec(text) ?? [];
  return `${whole || "0"}.${decimals || "0"}` !== number.replace("-", "");
}
