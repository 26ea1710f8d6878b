import { pathOf } from "../engine/survey.ts";
import {
  type FoundInterpolation,
  interpolationsOf,
  mayInterpolate,
} from "../lookups/interpolations.ts";
import { replacementOf } from "../lookups/known-facts.ts";
import type { Rule, RuleFinding } from "../rule.ts";

/** See `kaskctl rules hiera/legacy-fact`. */
export const rule: Rule = {
  id: "hiera/legacy-fact",
  severity: "warning",
  summary: "A value asks for a fact or a function that Puppet 8 does not have any more.",
  why: "Agents of Puppet 8 leave legacy facts out, so that the interpolation gives an empty text without a word; `hiera()` is gone there, too.",
  bad: {
    target: "horizon",
    text: "cassandra::listen_address: '%{::ipaddress}'\ncassandra::dc: \"%{hiera('dc')}\"\ndc: eqiad\n",
  },
  good: {
    target: "horizon",
    text: "cassandra::listen_address: '%{facts.networking.ip}'\ncassandra::dc: \"%{lookup('dc')}\"\ndc: eqiad\n",
  },
  source: "facter, lib/schema/facter.yaml; puppet 8, release notes, include_legacy_facts",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: { safety: "safe", does: "Writes the fact's new name, or lookup." },

  concerns: mayInterpolate,

  *check(context) {
    for (const found of interpolationsOf(context)) {
      const { kind, key } = found.token;
      if (kind === "hiera") yield hieraCall(found);
      if (kind !== "variable") continue;
      const name = legacyName(key);
      const now = name === undefined ? undefined : replacementOf(name);
      if (name !== undefined && now !== undefined) yield legacyFact(found, name, now);
    }
  },
};

/** `ipaddress` of `::ipaddress`, `ipaddress` and `facts.ipaddress`. */
function legacyName(variable: string): string | undefined {
  return /^(?:(?:::)?facts\.|::)?([a-z]\w*)$/u.exec(variable)?.[1];
}

function legacyFact(found: FoundInterpolation, name: string, now: string): RuleFinding {
  const text = `%{facts.${now}}`;
  return {
    span: found.span,
    path: pathOf(found.visit),
    message: `The legacy fact ${name} is empty under Puppet 8.`,
    help: `Write ${text}.`,
    ...fixOf(found, text),
  };
}

function hieraCall(found: FoundInterpolation): RuleFinding {
  const { text } = found.visit.node;
  const written = text.slice(found.token.start, found.token.end);
  return {
    span: found.span,
    path: pathOf(found.visit),
    message: "Puppet 8 has no hiera() any more.",
    help: "Write lookup.",
    yieldsTo: ["hiera/interpolation-type"],
    ...fixOf(found, written.replace("hiera", "lookup")),
  };
}

function fixOf({ isLiteral, span }: FoundInterpolation, text: string): Pick<RuleFinding, "fix"> {
  if (!isLiteral) return {};
  return { fix: { safety: "safe", title: `Write ${text}.`, edits: [{ ...span, text }] } };
}
