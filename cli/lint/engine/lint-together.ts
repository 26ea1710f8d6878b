import type { Rule, Target, TextFacts, TextFinding } from "../rule.ts";
import type { Known, LintText } from "./lint-alone.ts";
import { placeFindings } from "./place-findings.ts";
import type { PlacedFinding, TextResult } from "./text-result.ts";

/** Findings by the position of their text in the run. */
export type FoundTogether = ReadonlyMap<number, readonly PlacedFinding[]>;

/** Asks the rules that see all texts of a run, by what is known of each. */
export function lintTogether(
  texts: readonly LintText[],
  results: readonly TextResult[],
  rules: readonly Rule[],
  known: Known,
): FoundTogether {
  const asked = rules.filter(({ checkTogether }) => checkTogether !== undefined);
  if (asked.length === 0) return new Map();
  const facts = factsByTargets(results);
  const found = asked.flatMap((rule) =>
    [...ask(rule, facts(rule.targets), known)].map((finding) => ({ rule, finding })),
  );
  const byFile = Map.groupBy(found, ({ finding }) => finding.file);
  const placed = new Map<number, readonly PlacedFinding[]>();
  for (const [index, { file, text }] of texts.entries()) {
    const own = byFile.get(file);
    if (own !== undefined) placed.set(index, placeFindings(text, own));
  }
  return placed;
}

function ask(rule: Rule, texts: readonly TextFacts[], known: Known): Iterable<TextFinding> {
  return texts.length === 0 ? [] : (rule.checkTogether?.({ texts, ...known }) ?? []);
}

/** Most rules share their targets, and a tree has many texts. */
function factsByTargets(results: readonly TextResult[]) {
  const known = new Map<string, readonly TextFacts[]>();
  return (targets: readonly Target[]): readonly TextFacts[] => {
    const name = targets.join();
    const facts =
      known.get(name) ??
      results.filter(({ target }) => targets.includes(target)).map((result) => result.facts);
    known.set(name, facts);
    return facts;
  };
}
