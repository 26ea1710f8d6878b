import type { ScalarNode, Span } from "../../hiera/document.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import { knownFacts, replacementOf } from "../lookups/known-facts.ts";
import type { Fix, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { maySay } from "../values/may-say.ts";

/** See `kaskctl rules hiera/puppet-variable`. */
export const rule: Rule = {
  id: "hiera/puppet-variable",
  severity: "warning",
  summary: "A value holds a variable as Puppet code writes it.",
  why: "Hiera fills in `%{…}` and nothing else: the dollar and the name reach the host as they stand.",
  bad: {
    target: "horizon",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what the rule is about
    text: "profile::idp::server_name: 'https://${facts.networking.fqdn}'\nprofile::motd::text: 'in ${::site}'\n",
  },
  good: {
    target: "horizon",
    text: "profile::idp::server_name: 'https://%{facts.networking.fqdn}'\nprofile::motd::text: 'in %{::site}'\n",
  },
  source: "puppet, lib/puppet/pops/lookup/interpolation.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: { safety: "unsafe", does: "Writes it as `%{…}`." },

  concerns: ({ document }) => maySay(document, "$"),

  *check(context) {
    for (const visit of context.survey.scalars) {
      if (visit.isKey || !visit.node.text.includes("$")) continue;
      yield* inScalar(visit, context);
    }
  },
};

/** `${name}` and `$::name`; a name alone may be meant for a shell, for Jenkins, for Gerrit. */
const variable = /\$(?:\{((?:::)?[a-z][\w:.]*(?:\[['"]?\w+['"]?\])*)\}|(::[a-z]\w*(?:::\w+)*))/gu;

function* inScalar(visit: Visit<ScalarNode>, context: RuleContext): Iterable<RuleFinding> {
  let from = visit.node.span.start;
  for (const { 0: written, 1: braced, 2: bare } of visit.node.text.matchAll(variable)) {
    const name = braced ?? bare ?? "";
    if (!isPuppets(name)) continue;
    const start = context.document.text.indexOf(written, from);
    const isLiteral = start >= 0 && start + written.length <= visit.node.span.end;
    const span = isLiteral ? { start, end: start + written.length } : visit.node.span;
    if (isLiteral) from = span.end;
    const better = `%{${name.replace(/\[['"]?(\w+)['"]?\]/gu, ".$1")}}`;
    yield {
      span,
      path: pathOf(visit),
      message: `Hiera does not fill in ${written}.`,
      help: `Write ${better}.`,
      ...(isLiteral ? { fix: fixOf(span, better) } : {}),
    };
  }
}

function fixOf(span: Span, text: string): Fix {
  return { safety: "unsafe", title: `Write ${text}.`, edits: [{ ...span, text }] };
}

/** Whether a name means something to Puppet and hardly anything to another templating. */
function isPuppets(name: string): boolean {
  if (name.startsWith("::")) return true;
  const [, root = "", fact = ""] = /^(\w+)[.[]['"]?(\w+)/u.exec(name) ?? [];
  if (root === "facts")
    return knownFacts.has(fact) || replacementOf(fact) !== undefined || name.includes("[");
  if (root === "trusted" || root === "server_facts") return true;
  return unmistakable.test(name);
}

const unmistakable = /^(?:fqdn|ipaddress6?|macaddress|operatingsystem\w*|osfamily|lsb\w+)$/u;
