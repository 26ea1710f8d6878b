import type { PlacedFinding } from "./text-result.ts";

/** One mistake gives one finding: drops what yields to a rule that has a finding at the same place. */
export function withoutExplained(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const named = new Set(findings.flatMap(({ yieldsTo = [] }) => yieldsTo));
  if (named.size === 0) return findings;
  const explaining = Map.groupBy(
    findings.filter(({ rule }) => named.has(rule)),
    ({ rule }) => rule,
  );
  const stretches = new Map([...explaining].map(([rule, each]) => [rule, stretchesOf(each)]));
  return findings.filter(
    ({ yieldsTo = [], span }) => !yieldsTo.some((rule) => touches(stretches.get(rule), span)),
  );
}

type Span = PlacedFinding["span"];

/** Starts in order, and beside each the greatest end of all stretches up to it. */
interface Stretches {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function stretchesOf(findings: readonly PlacedFinding[]): Stretches {
  const spans = findings.map(({ span }) => span).sort((a, b) => a.start - b.start);
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
