import { closest } from "../../base/suggest.ts";
import { pathOf } from "../engine/survey.ts";
import { askedKeys, rootKey, splitName } from "../lookups/asked-keys.ts";
import { everyKey } from "../lookups/every-key.ts";
import { isRegexFile } from "../lookups/hiera-keys.ts";
import {
  type FoundInterpolation,
  interpolationsOf,
  mayInterpolate,
} from "../lookups/interpolations.ts";
import { knownFacts, legacyFactNames, replacementOf } from "../lookups/known-facts.ts";
import { lookupCycles } from "../lookups/lookup-cycles.ts";
import type { ReferenceFact, Rule, RuleFinding, TextFacts, TogetherContext } from "../rule.ts";

/** See `kaskctl rules hiera/interpolation-unknown`. */
export const rule: Rule = {
  id: "hiera/interpolation-unknown",
  severity: "warning",
  summary: "A value asks for a fact or a key that is nowhere, or for itself.",
  why: "What is not there gives an empty text without a word. A key that asks for itself, also by way of others, fails the catalog: Recursive lookup detected.",
  bad: {
    target: "horizon",
    text: "kask_address: a.example\nprofile::kask::address: '%{facts.netwroking.ip}'\nprofile::kask::listen: \"%{lookup('kask_addres')}\"\n",
  },
  good: {
    target: "horizon",
    text: "kask_address: a.example\nprofile::kask::address: '%{facts.networking.ip}'\nprofile::kask::listen: \"%{lookup('kask_address')}\"\n",
  },
  source:
    "puppet, lib/puppet/pops/lookup/interpolation.rb; lib/puppet/pops/lookup/invocation.rb, check",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code", "texts"],

  concerns: mayInterpolate,

  *check(context) {
    const found = interpolationsOf(context);
    if (found.length === 0) return;
    for (const each of found) {
      const finding = each.token.kind === "variable" ? unknownFact(each) : undefined;
      if (finding !== undefined) yield finding;
    }
    yield* lookupCycles(found, isRegexFile(context) ? 1 : 0);
  },

  *checkTogether(context) {
    const set = new Set<string>();
    for (const { key } of everyKey(context.texts)) set.add(key.name);
    const isAsked = askedByCode(context);
    const nearOf = mistypedFor(set);
    for (const { file, target, reference } of everyReference(context.texts)) {
      const name = rootKey(reference.key);
      if (set.has(name) || isAsked(name)) continue;
      const near = nearOf(name);
      const mayTell = target === "tree" && context.signatures.isComplete;
      if (near !== undefined || mayTell) yield { file, ...nowhere(reference, name, near) };
    }
  },
};

function* everyReference(texts: readonly TextFacts[]) {
  for (const { file, target, references } of texts) {
    for (const reference of references) yield { file, target, reference };
  }
}

/**
 * The key that was meant: it differs in one word, which is no short one and not just another number.
 * `password::ro` beside `password::rw` is another key.
 */
function mistypedFor(set: ReadonlySet<string>): (name: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, mistyped(name, closest(name, set, 2)));
    return known.get(name);
  };
}

function mistyped(name: string, near: string | undefined): string | undefined {
  const words = wordsOf(name);
  const others = wordsOf(near ?? "");
  const different = words.filter((word, index) => word !== others[index]);
  const isMistyped = different.length === 1 && (different[0] ?? "").length >= longEnough;
  return isMistyped && words.length === others.length ? near : undefined;
}

function wordsOf(name: string): readonly string[] {
  return name.replace(/\d/gu, "").split(/::|_/u);
}

/** Two letters are much in a short name, so that a guess there says little. */
const longEnough = 5;

/** What code asks for may well be set where nobody here sees it, such as in a private repository. */
function askedByCode(context: TogetherContext): (name: string) => boolean {
  const isLookedUp = askedKeys({ ...context, texts: [] });
  return (name) => {
    const { className, parameter } = splitName(name);
    const parameters = context.signatures.classes.get(className)?.parameters;
    return parameters?.has(parameter) === true || isLookedUp(name);
  };
}

function nowhere({ span, path }: ReferenceFact, name: string, near?: string): RuleFinding {
  const place = { span, path, message: `Nothing here sets the key ${name}, which is empty then.` };
  return near === undefined
    ? { ...place, severity: "info", help: "Set it, unless a private repository does." }
    : { ...place, help: `Did you mean ${near}?` };
}

const factNames: readonly string[] = [...knownFacts, ...legacyFactNames].filter(
  (name) => name.length >= longEnough,
);

/** A host may have facts that only its own code brings, so that only a near miss tells a mistake. */
function unknownFact({ token, span, visit }: FoundInterpolation): RuleFinding | undefined {
  const name = /^(?:::)?facts\.(\w+)/u.exec(token.key)?.[1];
  if (name === undefined || knownFacts.has(name) || replacementOf(name)) return undefined;
  const near = closest(name, factNames, name.length < longEnough ? 0 : 2);
  if (near === undefined) return undefined;
  return {
    span,
    path: pathOf(visit),
    message: `Facter has no fact ${name}, so that this gives an empty text.`,
    help: `Did you mean ${near}?`,
  };
}
