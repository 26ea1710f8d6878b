import { didYouMean } from "../../base/suggest.ts";
import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import type { HieraValue } from "../../hiera/value.ts";
import { quoted } from "../fixes/quote.ts";
import { askedKeys, splitName } from "../lookups/asked-keys.ts";
import { hieraKeys } from "../lookups/hiera-keys.ts";
import { faultOfRubyRegexp } from "../lookups/ruby-regexp-fault.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { asMapping, entries, type Path, real } from "../values/entries.ts";
import { maySay } from "../values/may-say.ts";
import { scalarValue } from "../values/scalar-value.ts";

/** See `kaskctl rules hiera/lookup-options`. */
export const rule: Rule = {
  id: "hiera/lookup-options",
  severity: "error",
  summary: "An entry of lookup_options is one that Puppet refuses, or ignores.",
  why: "Puppet reads lookup_options before any other key: a pattern that is no regular expression fails every lookup of the host, an unknown strategy every lookup of its key. What has another shape is ignored without a word.",
  bad: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "lookup_options:\n  profile::kask::nodes: deep\n  profile::kask::users: {merge: uniq}\n",
  },
  good: {
    target: "tree",
    file: "hieradata/common.yaml",
    text: "lookup_options:\n  profile::kask::nodes: {merge: deep}\n  profile::kask::users: {merge: unique}\n",
  },
  source:
    "puppet, lib/puppet/pops/lookup/lookup_adapter.rb, compile_patterns; lib/puppet/pops/merge_strategy.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  needs: ["code"],

  concerns: ({ document }) => maySay(document, "lookup_options"),

  *check(context) {
    for (const { name, path, pair } of hieraKeys(context)) {
      if (name !== "lookup_options") continue;
      const options = asMapping(pair.value);
      if (options === undefined && loadedValue(pair.value, context) === null) continue;
      if (options === undefined) {
        yield at(
          pair.value,
          path,
          "The value of lookup_options is no hash.",
          "Write key: {merge: …}.",
        );
        continue;
      }
      for (const [key, entry] of entries(options)) yield* judge(key, entry, path, context);
    }
  },
};

function at(node: HieraNode, path: Path, message: string, help: string): RuleFinding {
  return { span: node.span, path, message, help };
}

function* judge(
  key: string,
  { key: keyNode, value }: MappingPair,
  parent: Path,
  context: RuleContext,
): Iterable<RuleFinding> {
  const path = [...parent, key];
  const fault = key.startsWith("^") ? faultOfRubyRegexp(key) : undefined;
  if (!isText(keyNode, context)) {
    const message = `Every lookup fails: ${key} is no text, as the name of a key must be.`;
    yield at(keyNode, path, message, `Write it in quotes: ${quoted(key)}.`);
  } else if (fault !== undefined) {
    const message = `Every lookup fails: ${key} is no regular expression (${fault}).`;
    yield at(keyNode, path, message, "Correct the pattern.");
  } else if (isForNothing(key, context)) {
    const message = `No class parameter and no lookup has the key ${key}.`;
    yield {
      ...at(keyNode, path, message, "Remove the entry, or correct its name."),
      severity: "warning",
    };
  }
  const options = asMapping(value);
  if (options === undefined) {
    const help = `Write {merge: ${scalarText(value) || "…"}}.`;
    yield at(value, path, `Puppet ignores the options of ${key}, since they are no hash.`, help);
    return;
  }
  for (const [name, option] of entries(options)) {
    if (name === "merge") yield* judgeMerge(option.value, [...path, name], context);
    else if (name === "convert_to") yield* judgeType(option.value, [...path, name], context);
    else {
      yield at(
        option.key,
        [...path, name],
        `Puppet ignores the option ${name}.`,
        didYouMean(name, optionNames),
      );
    }
  }
}

const optionNames = ["merge", "convert_to"];

/** Strategies, and what else their hash may hold; Puppet keeps the last three to itself, but takes them. */
const strategies: ReadonlyMap<string, readonly string[]> = new Map([
  ["first", []],
  ["unique", []],
  ["hash", []],
  ["deep", ["knockout_prefix", "sort_merged_arrays", "merge_hash_arrays", "merge_debug"]],
  ["default", []],
  [
    "unconstrained_deep",
    ["knockout_prefix", "sort_merged_arrays", "merge_hash_arrays", "merge_debug"],
  ],
  ["reverse_deep", ["knockout_prefix", "sort_merged_arrays", "merge_hash_arrays", "merge_debug"]],
]);
const publicStrategies = ["first", "unique", "hash", "deep"];

function* judgeMerge(value: HieraNode, path: Path, context: RuleContext): Iterable<RuleFinding> {
  const hash = asMapping(value);
  const strategyNode = hash === undefined ? value : entries(hash).get("strategy")?.value;
  if (strategyNode === undefined) {
    yield at(value, path, "Puppet refuses a merge hash without a strategy.", "Add strategy: deep.");
    return;
  }
  const strategy = scalarText(strategyNode);
  const isNothing = hash === undefined && loadedValue(value, context) === null;
  // What is filled in stands elsewhere.
  if (isNothing || strategy?.includes("%{") === true) return;
  const allowed = strategies.get(strategy ?? "");
  if (allowed === undefined) {
    const message = `Puppet knows no merge strategy ${strategy === undefined ? "of this kind" : quoted(strategy)}.`;
    yield at(strategyNode, path, message, didYouMean(strategy ?? "", publicStrategies));
  } else if (hash !== undefined) {
    yield* judgeMergeOptions(hash, { strategy, allowed }, path, context);
  }
}

interface Strategy {
  readonly strategy: string | undefined;
  readonly allowed: readonly string[];
}

function* judgeMergeOptions(
  hash: MappingNode,
  { strategy, allowed }: Strategy,
  path: Path,
  context: RuleContext,
): Iterable<RuleFinding> {
  for (const [name, pair] of entries(hash)) {
    if (name === "strategy") continue;
    if (allowed.includes(name)) {
      yield* judgeOption(name, pair.value, [...path, name], context);
      continue;
    }
    const message = `The merge strategy ${strategy} refuses the option ${name}.`;
    const help = allowed.length === 0 ? "Remove it." : didYouMean(name, allowed);
    yield at(pair.key, [...path, name], message, help);
  }
}

/** @see puppet, lib/puppet/pops/merge_strategy.rb, DeepMergeStrategy.options_t */
function* judgeOption(
  name: string,
  value: HieraNode,
  path: Path,
  context: RuleContext,
): Iterable<RuleFinding> {
  const given = loadedValue(value, context);
  const isPrefix = name === "knockout_prefix";
  const isFine = isPrefix ? typeof given === "string" && given !== "" : typeof given === "boolean";
  if (isFine) return;
  const wanted = isPrefix ? "a text of one or more letters" : "true or false";
  yield at(value, path, `Puppet refuses a ${name} that is not ${wanted}.`, `Write ${wanted}.`);
}

/** A type's name, or a list of one and what its `new` takes besides. */
function* judgeType(value: HieraNode, path: Path, context: RuleContext): Iterable<RuleFinding> {
  const node = real(value);
  const type = node?.kind === "sequence" ? node.items[0] : node;
  const given = type === undefined ? undefined : loadedValue(type, context);
  if (typeof given === "string" || (given === null && node?.kind === "scalar")) return;
  yield at(
    value,
    path,
    "Puppet refuses a convert_to that names no type.",
    "Write convert_to: Sensitive.",
  );
}

function isText(node: HieraNode, context: RuleContext): boolean {
  return typeof loadedValue(node, context) === "string";
}

/** The value of a scalar; undefined for what is none. */
function loadedValue(node: HieraNode, { target }: RuleContext): HieraValue | undefined {
  const scalar = real(node);
  return scalar?.kind === "scalar" ? scalarValue(scalar, target) : undefined;
}

function scalarText(node: HieraNode | undefined): string | undefined {
  const value = real(node);
  return value?.kind === "scalar" ? value.text : undefined;
}

/** Whether all code is known and none of it asks for the key, nor does this text. */
function isForNothing(key: string, context: RuleContext): boolean {
  const { signatures, host, root } = context;
  if (!signatures.isComplete || key.startsWith("^")) return false;
  const { className, parameter } = splitName(key);
  if (signatures.classes.get(className)?.parameters.has(parameter)) return false;
  const isSetHere = asMapping(root)?.pairs.some(({ key: node }) => scalarText(node) === key);
  return isSetHere !== true && !askedKeys({ texts: [], signatures, host })(key);
}
