import type { ScalarNode } from "../../hiera/document.ts";
import { HieraSymbol } from "../../hiera/value.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { quoted, quoteFix, rewriteFix } from "../fixes/quote.ts";
import type { Fix, Rule, RuleContext, RuleFinding, Target } from "../rule.ts";
import { mayBeMisread } from "../values/may-be-misread.ts";
import { loadScalar, staysText } from "../values/scalar-value.ts";

/** See `kaskctl rules yaml/psych-symbol`. */
export const rule: Rule = {
  id: "yaml/psych-symbol",
  severity: "error",
  summary: "A text that starts with a colon becomes a Ruby Symbol.",
  why: "Puppet refuses Symbols. In a tree the lookup of that key fails; from the ENC every lookup fails, on every instance that the text reaches. Quotes help in a tree, but not in Horizon: the ENC writes the text back without them.",
  bad: { target: "horizon", text: "phabricator::vcs::address::v6: '::1'\n" },
  good: { target: "horizon", text: "phabricator::vcs::address::v6: 0:0:0:0:0:0:0:1\n" },
  source: "Psych, scalar_scanner.rb, tokenize; cloudlib::httpyaml",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "In a tree puts it in quotes; for Horizon writes an IPv6 address in full, and only with --fix-unsafe an address before a port.",
  },

  concerns: mayBeMisread,

  *check(context) {
    const { survey, target } = context;
    // A tag makes a Symbol of any text.
    for (const visit of survey.tagged.length > 0 ? survey.scalars : survey.ambiguous) {
      const { node, isKey } = visit;
      if (node.text.charCodeAt(0) !== colon && node.tag === undefined) continue;
      // Puppet turns the keys of a tree back into Strings.
      if ((isKey && target === "tree") || !isSymbol(node, target)) continue;
      yield {
        span: node.span,
        path: pathOf(visit),
        message: `Puppet's loader takes ${JSON.stringify(node.text)} for a Symbol${isQuoted(node) ? ", since the ENC does not keep the quotes" : ""}.`,
        ...advice(visit, context),
      };
    }
  },
};

const colon = 0x3a;

function isSymbol(node: ScalarNode, target: Target): boolean {
  const loaded = loadScalar(node, target);
  return loaded.ok && loaded.value instanceof HieraSymbol;
}

function isQuoted(node: ScalarNode): boolean {
  return node.style !== "plain";
}

type Advice = Pick<RuleFinding, "help" | "fix">;

function advice({ node, isKey }: Visit<ScalarNode>, { target, document }: RuleContext): Advice {
  if (node.tag !== undefined) return { help: "Write it without a tag, in quotes." };
  if (target === "tree") {
    return { help: `Put it in quotes: ${quoted(node.text)}.`, fix: quoteFix(node, document.text) };
  }
  // A key is a name, also where it could be an address.
  if (isKey) return { help: "Write it without a colon in front." };
  const { help, source, safety } = withoutColon(node.text);
  if (source === undefined || !staysText(source, target)) return { help };
  const fix = rewriteFix(node, document.text, source, help);
  return { help, fix: { ...fix, safety } };
}

interface Rewriting {
  readonly help: string;
  readonly source?: string;
  readonly safety: Fix["safety"];
}

/** A text that means the same, or nearly, and does not start with a colon. */
function withoutColon(text: string): Rewriting {
  if (/^:\d+$/u.test(text)) {
    const source = `0.0.0.0${text}`;
    // Go's `:9341` listens on IPv6, too.
    return { help: `Name the address as well: ${source}.`, source, safety: "unsafe" };
  }
  const source = longAddress(text);
  if (source !== undefined) {
    return { help: `Write the address in full: ${source}.`, source, safety: "safe" };
  }
  const help = "Write it so that it does not start with a colon; quotes do not survive.";
  return { help, safety: "safe" };
}

/** An IPv6 address that starts with `::`, without the abbreviation; without a digit it may be a word. */
function longAddress(text: string): string | undefined {
  if (!/\d/u.test(text)) return undefined;
  const groups = /^::((?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4})$/iu.exec(text)?.[1]?.split(":");
  if (groups === undefined) return undefined;
  return [...new Array<string>(8 - groups.length).fill("0"), ...groups].join(":");
}
