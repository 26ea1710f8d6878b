import { basename } from "node:path";
import type { HieraNode } from "../../hiera/document.ts";
import { HieraTimestamp } from "../../hiera/value.ts";
import { walk } from "../../hiera/walk.ts";
import type { Rule, RuleContext, Target } from "../rule.ts";
import { loadScalar, readBack, takesTag } from "../scalar-value.ts";

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

  *check(context) {
    if (context.root === undefined) return;
    for (const { node, path } of walk(context.root)) {
      const words = tagWords(node, context) ?? dateWords(node, context);
      if (words !== undefined) yield { span: node.span, path, ...words };
    }
  },
};

interface Words {
  readonly message: string;
  readonly help: string;
}

/** The tags of plain data, which need no class; a wrong value below one is no matter of this rule. */
const plainTags =
  /^(?:!|tag:yaml\.org,2002:(?:null|bool|int|float|str|seq|map|binary|omap|pairs))$/u;

function tagWords(node: HieraNode, { target, file }: RuleContext): Words | undefined {
  if (node.kind === "alias" || node.tag === undefined || plainTags.test(node.tag)) return undefined;
  if (node.tag === "!ruby/regexp" && readsRegexps(file, target)) return undefined;
  if (takesTag(node, target)) return undefined;
  const tag = node.tag.replace("tag:yaml.org,2002:", "!!");
  return {
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

function dateWords(node: HieraNode, { target }: RuleContext): Words | undefined {
  if (node.kind !== "scalar" || !/^-?\d{4}-\d/u.test(node.text)) return undefined;
  if (node.tag !== undefined && node.tag !== "!") return undefined;
  const loaded = loadScalar(node, target);
  if (loaded.ok && !(loaded.value instanceof HieraTimestamp)) return undefined;
  const quotes = node.style === "plain" ? "" : ", since the ENC does not keep the quotes";
  return {
    message: `The loader takes ${node.text} for a date or time${quotes}, and refuses it.`,
    help: dateHelp(node.text, target),
  };
}

function dateHelp(text: string, target: Target): string {
  if (target === "tree" || staysText(text)) return `Put it in quotes: '${text}'.`;
  const padded = text.replace(/-(\d)(?!\d)/gu, "-0$1");
  if (padded !== text && staysText(padded)) return `Write '${padded}', with two digits and quotes.`;
  return "Write it in another form; quotes do not survive.";
}

/** Whether a quoted text comes back from the ENC as the same text. */
function staysText(text: string): boolean {
  const back = readBack(text);
  return back.ok && back.value === text;
}
