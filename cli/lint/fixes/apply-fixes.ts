import type { Edit, Finding, FixSafety } from "../rule.ts";

/** Which fixes may be made: `unsafe` stands for both kinds. */
export interface FixOptions {
  readonly allow: FixSafety;
}

/** A text after some of its findings' fixes. */
export interface FixedText {
  readonly text: string;
  readonly applied: readonly Finding[];
  /** Findings with a fix that may be made, but not beside those that were: it is for the next pass. */
  readonly skipped: readonly Finding[];
}

/** Whether a finding has a fix that may be made. */
export function isFixable({ fix }: Finding, { allow }: FixOptions): boolean {
  return fix !== undefined && (fix.safety === "safe" || allow === "unsafe");
}

/**
 * Makes the findings' fixes in `text`, each whole or not at all. Where two touch, the first in the
 * order of the text is made. Every byte outside the edits stays.
 */
export function applyFixes(
  text: string,
  findings: readonly Finding[],
  options: FixOptions,
): FixedText {
  const accepted: Edit[] = [];
  const applied: Finding[] = [];
  const skipped: Finding[] = [];
  for (const finding of inTextOrder(findings, options)) {
    const edits = finding.fix?.edits ?? [];
    const isFree = edits.length > 0 && edits.every((edit) => !collides(edit, accepted));
    (isFree ? applied : skipped).push(finding);
    if (isFree) for (const edit of edits) accepted.splice(placeFor(edit, accepted), 0, edit);
  }
  return { text: replace(text, accepted), applied, skipped };
}

function inTextOrder(findings: readonly Finding[], options: FixOptions): readonly Finding[] {
  const first = ({ fix }: Finding) =>
    fix?.edits.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY) ?? 0;
  return findings
    .filter((finding) => isFixable(finding, options))
    .map((finding) => ({ finding, start: first(finding) }))
    .sort((a, b) => a.start - b.start)
    .map(({ finding }) => finding);
}

/** How many of the accepted edits start before `edit` does. */
function placeFor(edit: Edit, accepted: readonly Edit[]): number {
  let low = 0;
  let high = accepted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((accepted[middle]?.start ?? 0) < edit.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The accepted edits do not overlap, so that only the neighbours can touch. */
function collides(edit: Edit, accepted: readonly Edit[]): boolean {
  const place = placeFor(edit, accepted);
  return touch(accepted[place - 1], edit) || touch(edit, accepted[place]);
}

/** Two stretches may meet; what is inserted at the edge of another edit has no clear place. */
function touch(before: Edit | undefined, after: Edit | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  if (after.start !== before.end) return after.start < before.end;
  return before.start === before.end || after.start === after.end;
}

function replace(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const edit of edits) {
    pieces.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  return `${pieces.join("")}${text.slice(done)}`;
}
