import type { Finding, RuleFinding, Target, TextFacts } from "../rule.ts";

/** A finding with its place, before anybody asked whether it is to be shown. */
export interface PlacedFinding extends Omit<Finding, "file" | "url"> {
  readonly span: RuleFinding["span"];
  readonly yieldsTo?: readonly string[];
  readonly outweighs?: readonly string[];
}

/** No line is further down; JSON has no infinity. */
export const lastLine = Number.MAX_SAFE_INTEGER;

/** Lines whose findings of some rules a comment silences. */
export interface Suppression {
  readonly rules: readonly string[];
  /** From 1, both inclusive. */
  readonly fromLine: number;
  readonly toLine: number;
  /** Absent for yamllint's comments, which nobody needs to tidy up for us. */
  readonly comment?: SuppressionComment;
}

/** The comment of a suppression, as far as it takes to report and remove it. */
export interface SuppressionComment {
  readonly place: Pick<PlacedFinding, "span" | "line" | "column" | "endLine" | "endColumn">;
  /** Where the rules are named. */
  readonly rulesSpan: RuleFinding["span"];
  /** What goes when the comment goes: its line, where nothing else is on it. */
  readonly removal: RuleFinding["span"];
}

/** What one text shows by itself: plain data, which is kept when its document is not. */
export interface TextResult {
  readonly file: string;
  readonly target: Target;
  /** In the order of the text. */
  readonly findings: readonly PlacedFinding[];
  readonly suppressions: readonly Suppression[];
  readonly facts: TextFacts;
}
