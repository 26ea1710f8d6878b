import type { HieraNode } from "../../hiera/document.ts";
import { rubyText } from "../../hiera/ruby-text.ts";
import { HieraFloat, type HieraValue } from "../../hiera/value.ts";
import { pathOf, type Survey, type Visit } from "../engine/survey.ts";
import { quoted, quoteFix } from "../fixes/quote.ts";
import type { Fix, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { type RealNode, real } from "../values/entries.ts";
import { loadScalar, mayBeMoreThanText, staysText } from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/non-string-key`. */
export const rule: Rule = {
  id: "yaml/non-string-key",
  severity: "error",
  summary: "A key is read as something other than a text.",
  why: "Puppet finds no top-level key that is not a text, and refuses a whole value in which a boolean or nothing is a key: the lookup fails with `wrong type, expects Puppet::LookupValue`. A number as a key is another key than its digits as a text.",
  bad: { target: "horizon", text: "profile::firewall::services:\n  on: ssh\n" },
  good: { target: "horizon", text: "profile::firewall::services:\n  'on': ssh\n" },
  source: "Puppet, pops/types/type_factory.rb, Puppet::LookupKey and Puppet::LookupValue",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Puts the key in quotes; only with --fix-unsafe a number below the top.",
  },
  yamllint: ["truthy", "octal-values"],

  *check(context) {
    const { ambiguous, aliases } = context.survey;
    for (const visits of [ambiguous, aliases]) {
      for (const visit of visits) {
        const finding = visit.isKey ? judge(visit, context) : undefined;
        if (finding !== undefined) yield finding;
      }
    }
    // PyYAML cannot load collections as keys at all, and says so.
    if (context.target === "tree") yield* collections(context.survey);
  },
};

/** Whether a node is itself a key, and not inside one, of a mapping that no tag makes something else. */
function isKeyOfMapping({ isKey, key, parent }: Visit): boolean {
  return isKey && key === undefined && parent?.node.kind === "mapping" && !isTagged(parent);
}

/** Of `!!omap [a: 1]` the tag stands at the list. */
function isTagged({ node, parent }: Visit): boolean {
  return (
    (node as RealNode).tag !== undefined ||
    (parent?.node as RealNode | undefined)?.tag !== undefined
  );
}

function* collections({ mappings, sequences }: Survey): Iterable<RuleFinding> {
  for (const visits of [mappings, sequences]) {
    for (const visit of visits) if (isKeyOfMapping(visit)) yield collectionFinding(visit);
  }
}

function collectionFinding(visit: Visit): RuleFinding {
  const isTop = isTopKey(visit);
  const kind = visit.node.kind === "sequence" ? "list" : "mapping";
  return {
    span: visit.node.span,
    path: pathOf(visit),
    message: `A ${kind} is the key here: ${isTop ? neverFound : refused}.`,
    help: "Write a text as the key.",
    ...(isTop ? { severity: "warning" as const } : {}),
  };
}

function isTopKey({ parent }: Visit): boolean {
  return parent?.parent === undefined;
}

const neverFound = "Puppet never finds it";
const refused = "Puppet refuses the value that holds it";

function judge(visit: Visit, context: RuleContext): RuleFinding | undefined {
  const scalar = real(visit.node);
  if (scalar?.kind !== "scalar" || !mayBeMoreThanText(scalar.text)) return undefined;
  if (scalar.text === "<<" || !isKeyOfMapping(visit)) return undefined;
  const loaded = loadScalar(scalar, context.target);
  const what = loaded.ok ? wordsFor(loaded.value) : undefined;
  if (what === undefined) return undefined;
  const isTop = isTopKey(visit);
  const isFatal = !(isTop || what.startsWith(numberWords));
  const nested = isFatal ? refused : "it is another key than the text";
  return {
    span: visit.node.span,
    path: pathOf(visit),
    yieldsTo: ["hiera/lookup-options", "service/bad-title"],
    message: `The key ${scalar.text || "here"} is read as ${what}: ${isTop ? neverFound : nested}.`,
    ...(isFatal ? {} : { severity: "warning" as const }),
    ...advice(visit.node, isTop || isFatal, context),
  };
}

const numberWords = "the number";

function wordsFor(value: HieraValue): string | undefined {
  if (value === null) return "nothing";
  if (typeof value === "boolean") return `the boolean ${value}`;
  const isNumber = typeof value === "number" || typeof value === "bigint";
  return isNumber || value instanceof HieraFloat ? `${numberWords} ${rubyText(value)}` : undefined;
}

function advice(
  node: HieraNode,
  isMeant: boolean,
  { document, target }: RuleContext,
): Pick<RuleFinding, "help" | "fix"> {
  const isWritten = node.kind === "scalar" && node.text !== "" && node.tag === undefined;
  if (!isWritten || node.style !== "plain" || !staysText(node.text, target)) {
    return { help: "Write another text as the key." };
  }
  const safety: Fix["safety"] = isMeant ? "safe" : "unsafe";
  const fix = { ...quoteFix(node, document.text), title: "Put the key in quotes.", safety };
  return { help: `Put it in quotes: ${quoted(node.text)}.`, fix };
}
