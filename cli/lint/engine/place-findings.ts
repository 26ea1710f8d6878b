import { lineIndex, type Position } from "../../hiera/positions.ts";
import type { Place, Rule, RuleFinding } from "../rule.ts";
import type { PlacedFinding } from "./text-result.ts";
import { withoutSecret } from "./without-secret.ts";

/** A rule's words about a text. */
export interface Found {
  readonly rule: Rule;
  readonly finding: RuleFinding;
}

/**
 * Gives findings of `text` their lines and columns, in the order of the text. What a merge brings to
 * several places is told once.
 */
export function placeFindings(text: string, found: readonly Found[]): readonly PlacedFinding[] {
  if (found.length === 0) return [];
  const positionOf = lineIndex(text);
  return withoutRepeated(found.map((each) => placed(each, text, positionOf)).sort(byPlace));
}

function withoutRepeated(sorted: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const messages = new Set<string>();
  let before: PlacedFinding | undefined;
  return sorted.filter((finding) => {
    if (before === undefined || byPlace(before, finding) !== 0) messages.clear();
    before = finding;
    const isNew = !messages.has(finding.message);
    messages.add(finding.message);
    return isNew;
  });
}

/** Orders findings by their place, and by rule where several are at one. */
export function byPlace(a: PlacedFinding, b: PlacedFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || byName(a.rule, b.rule);
}

/** The members of a place, from the offsets of a stretch. */
export function placeOf(span: RuleFinding["span"], positionOf: (offset: number) => Position) {
  return { span, ...linesOf(span, positionOf) };
}

function linesOf(span: RuleFinding["span"], positionOf: (offset: number) => Position): Place {
  const start = positionOf(span.start);
  const end = positionOf(span.end);
  return {
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function placed(
  { rule, finding }: Found,
  text: string,
  positionOf: (offset: number) => Position,
): PlacedFinding {
  const { span, path = [], severity = rule.severity, yieldsTo, outweighs, related } = finding;
  const { message, help, fix } = withoutSecret(finding, text);
  return {
    rule: rule.id,
    severity,
    ...placeOf({ start: span.start, end: span.end }, positionOf),
    message: shortened(message),
    ...(help === undefined ? {} : { help }),
    path,
    ...(yieldsTo === undefined ? {} : { yieldsTo }),
    ...(outweighs === undefined ? {} : { outweighs }),
    ...(fix === undefined ? {} : { fix }),
    ...(related === undefined ? {} : { related: related.map((each) => linesOf(each, positionOf)) }),
  };
}

const longestMessage = 400;

/** A message may quote the text, and a text may be one line of a megabyte. */
function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`;
}

function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
