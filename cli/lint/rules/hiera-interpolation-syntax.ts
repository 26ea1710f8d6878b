import { closest } from "../../base/suggest.ts";
import type { ScalarNode } from "../../hiera/document.ts";
import { type InterpolationToken, interpolationMethods } from "../../hiera/interpolation.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import {
  type FoundInterpolation,
  interpolationsOf,
  mayInterpolate,
  unclosedOf,
} from "../lookups/interpolations.ts";
import type { Rule, RuleFinding } from "../rule.ts";

/** See `kaskctl rules hiera/interpolation-syntax`. */
export const rule: Rule = {
  id: "hiera/interpolation-syntax",
  severity: "error",
  summary: "A `%{…}` is written in a way that Puppet refuses or takes for something else.",
  why: "Where Puppet refuses it, every lookup of the key fails and the host gets no catalog. Where it takes it for a variable, the value is empty; where the brace is not closed, it stays as it stands.",
  bad: {
    target: "horizon",
    text: "http_proxy: \"http://%{lookup('proxy_host'):8080}\"\ntext: \"see %{alias('motd')}\"\nproxy_host: a\nmotd: b\n",
  },
  good: {
    target: "horizon",
    text: "http_proxy: \"http://%{lookup('proxy_host')}:8080\"\ntext: \"see %{lookup('motd')}\"\nproxy_host: a\nmotd: b\n",
  },
  source: "puppet, lib/puppet/pops/lookup/interpolation.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Moves what follows a call behind the brace, puts a key in quotes, and writes the method that was meant.",
  },

  concerns: mayInterpolate,

  *check(context) {
    for (const found of interpolationsOf(context)) {
      const finding = judge(found);
      if (finding !== undefined) yield finding;
    }
    for (const visit of unclosedOf(context)) yield unclosed(visit);
  },
};

const call = /^\s*(\w+)\((.*)$/su;

function judge(found: FoundInterpolation): RuleFinding | undefined {
  const { fault } = found.token;
  const written = writtenText(found);
  const [, name, rest = ""] = call.exec(written.slice(2, -1)) ?? [];
  if (fault === undefined && (name === undefined || found.token.kind !== "variable")) return;
  const better = name === undefined ? undefined : correct(found, name, rest);
  const otherwise =
    found.token.kind === "alias" && isAlone(found.token, found.visit)
      ? "Remove the blanks and line breaks around it."
      : "Write %{lookup('key')} or %{variable}.";
  return {
    span: found.span,
    path: pathOf(found.visit),
    message: messageFor(found.token, written),
    help: better === undefined ? otherwise : `Write ${better}.`,
    ...(better === undefined || !found.isLiteral
      ? {}
      : {
          fix: {
            safety: "safe",
            title: `Write ${better}.`,
            edits: [{ ...found.span, text: better }],
          },
        }),
  };
}

function messageFor({ fault }: InterpolationToken, written: string): string {
  if (fault === undefined) return `Puppet takes ${written} for a variable, which is empty.`;
  if (fault.startsWith("Syntax error")) return `Puppet sees a syntax error in ${written}.`;
  if (fault.startsWith("'alias'")) {
    return `Puppet refuses ${written} here: an alias must be the whole value.`;
  }
  return `Puppet refuses ${written}: ${fault.charAt(0).toLowerCase()}${fault.slice(1)}.`;
}

/** What was plainly meant. */
function correct(
  { token, visit }: FoundInterpolation,
  name: string,
  rest: string,
): string | undefined {
  const method =
    interpolationMethods.find((known) => known === name) ?? closest(name, interpolationMethods, 2);
  if (method === undefined) return undefined;
  if (token.kind === "alias") return isAlone(token, visit) ? undefined : `%{lookup(${rest}}`;
  // What follows like `.name` may be meant for the value's inside.
  const quotedKey = /^("[^"]+"|'[^']+')\)((?![.[])[^'"%{}]*)$/u.exec(rest);
  if (quotedKey !== null) return `%{${method}(${quotedKey[1]})}${quotedKey[2]}`;
  const bareKey = /^([\w:.-]+)\)\s*$/u.exec(rest)?.[1];
  const quote = visit.node.style === "single" ? '"' : "'";
  return bareKey === undefined ? undefined : `%{${method}(${quote}${bareKey}${quote})}`;
}

/** Whether nothing but blanks and line breaks stands around it: then the value itself was meant. */
function isAlone({ start, end }: InterpolationToken, { node }: Visit<ScalarNode>): boolean {
  return `${node.text.slice(0, start)}${node.text.slice(end)}`.trim() === "";
}

function writtenText({ token, visit }: FoundInterpolation): string {
  return visit.node.text.slice(token.start, token.end);
}

function unclosed(visit: Visit): RuleFinding {
  return {
    span: visit.node.span,
    path: pathOf(visit),
    message: "A %{ has no closing brace, so Puppet leaves it as it stands.",
    help: "Close it, or write %{literal('%')}{ where it is meant so.",
  };
}
