import type { HieraDocument, HieraNode } from "../../hiera/document.ts";
import { parseHiera } from "../../hiera/parse-hiera.ts";
import type { Signatures } from "../../signatures/signatures.ts";
import type { HostFacts, Rule, RuleContext, Target } from "../rule.ts";
import { readSuppressions } from "../silence/suppressions.ts";
import { mergeAsPsych } from "../values/entries.ts";
import { refusals } from "../values/refusals.ts";
import { factsOf } from "./facts.ts";
import { type Found, placeFindings } from "./place-findings.ts";
import { surveyOf } from "./survey.ts";
import type { TextResult } from "./text-result.ts";

/** A text to lint. */
export interface LintText {
  readonly text: string;
  /** The name of the text in findings. */
  readonly file: string;
  readonly target: Target;
  /** The path that the globs of a site's overrides see, relative to the site file; absent: `file`. */
  readonly path?: string;
  /** The Hiera tree that the text is in, by its folder; trees know nothing of each other. */
  readonly tree?: string;
  /** The path that says what Hiera does with the text, however it is named; absent: `file`. */
  readonly treePath?: string;
  /** The ENC prefix that the text is for, where it is known. */
  readonly prefix?: string;
}

/** What every rule of a run is told. */
export interface Known {
  readonly signatures: Signatures;
  readonly host: HostFacts;
}

/** The rules that look at a text, and all rules that a comment in it may name. */
export interface RunRules {
  readonly asked: Readonly<Record<Target, readonly RuleGroup[]>>;
  readonly all: readonly Rule[];
}

/** Rules that share their first question. */
interface RuleGroup {
  readonly concerns: Rule["concerns"];
  readonly rules: readonly Rule[];
}

/** Sorts rules once for all texts of a run. */
export function runRules(asked: readonly Rule[], all: readonly Rule[]): RunRules {
  return { asked: { tree: groupsFor("tree", asked), horizon: groupsFor("horizon", asked) }, all };
}

function groupsFor(target: Target, asked: readonly Rule[]): readonly RuleGroup[] {
  const able = asked.filter(
    ({ check, targets }) => check !== undefined && targets.includes(target),
  );
  const groups = Map.groupBy(able, ({ concerns }) => concerns);
  return [...groups].map(([concerns, rules]) => ({ concerns, rules }));
}

/**
 * What one text shows by itself. A text that is no YAML has no values to judge: then only
 * `yaml/syntax` has something to say of it.
 */
export function lintAlone(input: LintText, rules: RunRules, known: Known): TextResult {
  const { text, file, target, treePath = file } = input;
  const document = parseHiera(text);
  const root = rootFor(document, target);
  const survey = surveyOf(root);
  const context: RuleContext = { document, root, survey, target, file, treePath, ...known };
  if (target === "tree" && text.includes("<<")) {
    mergeAsPsych(survey.mappings.map(({ node }) => node));
  }
  const found: Found[] = [];
  for (const { concerns, rules: group } of rules.asked[target]) {
    if (concerns?.(context) === false) continue;
    for (const rule of group) {
      for (const finding of rule.check?.(context) ?? []) found.push({ rule, finding });
    }
  }
  const { suppressions, mistakes } = readSuppressions(document, rules.all);
  const findings = placeFindings(text, [...found, ...mistakes]);
  return { file, target, findings, suppressions, facts: factsOf(context) };
}

/** Psych takes the first of several YAML documents; PyYAML refuses them. */
function rootFor(document: HieraDocument, target: Target): HieraNode | undefined {
  if (refusals(document, target).length > 0) return undefined;
  if (target === "horizon" && document.roots.length > 1) return undefined;
  return target === "tree" ? document.rootForPsych : document.roots[0];
}
