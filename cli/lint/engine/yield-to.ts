import type { PlacedFinding } from "./text-result.ts";

/**
 * One mistake gives one finding: drops what yields to a rule that has a finding at the same place, and
 * what a heavier finding there outweighs.
 */
export function withoutExplained(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const named = new Set(findings.flatMap(({ yieldsTo = [] }) => yieldsTo));
  if (named.size === 0) return findings;
  const kept = withoutYielding(findings, named);
  const heavy = kept.filter(({ outweighs }) => outweighs !== undefined);
  if (heavy.length === 0) return kept;
  const outweighing = stretchesBy(heavy, ({ outweighs = [] }) => outweighs);
  return kept.filter(
    ({ rule, severity, span }) => severity === "error" || !touches(outweighing.get(rule), span),
  );
}

function withoutYielding(
  findings: readonly PlacedFinding[],
  named: ReadonlySet<string>,
): readonly PlacedFinding[] {
  const explaining = findings.filter(({ rule }) => named.has(rule));
  const all = stretchesBy(explaining, ({ rule }) => [rule]);
  const errors = stretchesBy(
    explaining.filter(({ severity }) => severity === "error"),
    ({ rule }) => [rule],
  );
  return findings.filter(({ severity, yieldsTo = [], outweighs = [], span }) => {
    const isHeavier = (rule: string) => severity === "error" && outweighs.includes(rule);
    return !yieldsTo.some((rule) => touches((isHeavier(rule) ? errors : all).get(rule), span));
  });
}

/** The stretches of some findings by the rules that `rulesOf` gives. */
function stretchesBy(
  findings: readonly PlacedFinding[],
  rulesOf: (finding: PlacedFinding) => readonly string[],
): ReadonlyMap<string, Stretches> {
  const byRule = new Map<string, Span[]>();
  for (const finding of findings) {
    for (const rule of rulesOf(finding)) {
      const spans = byRule.get(rule) ?? [];
      spans.push(finding.span);
      byRule.set(rule, spans);
    }
  }
  return new Map([...byRule].map(([rule, spans]) => [rule, stretchesOf(spans)]));
}

type Span = PlacedFinding["span"];

/** Starts in order, and beside each the greatest end of all stretches up to it. */
interface Stretches {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function stretchesOf(found: readonly Span[]): Stretches {
  const spans = found.toSorted((a, b) => a.start - b.start);
  let greatest = 0;
  const ends = spans.map(({ end }) => {
    greatest = Math.max(greatest, end);
    return greatest;
  });
  return { starts: spans.map(({ start }) => start), ends };
}

/** Whether one of the stretches shares a place with `span`, its edges included. */
function touches(stretches: Stretches | undefined, span: Span): boolean {
  if (stretches === undefined) return false;
  const { starts, ends } = stretches;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= span.end) low = middle + 1;
    else high = middle;
  }
  return (ends[low - 1] ?? -1) >= span.start;
}
