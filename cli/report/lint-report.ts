import type { Finding, LintSummary, Rule } from "../lint/rule.ts";

/** A place as people count: line and column from 1, the column in UTF-16 units. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A run of lint with all that the formats for machines need. */
export interface LintReport {
  readonly findings: readonly Finding[];
  readonly summary: LintSummary;
  /** Which signatures were asked, and how old they are, where that matters. */
  readonly signatures?: string;
  /** The rules that were asked. */
  readonly rules: readonly Rule[];
  /** The names of the texts, clean ones included. */
  readonly files: readonly string[];
  /** Gives the text of a name; a text that is gone costs frames and places of fixes. */
  readonly sourceOf: (file: string) => string | undefined;
  /** Gives the place of an offset in a text. */
  readonly placesOf: (text: string) => (offset: number) => Place;
  /** Whether `--fail-on` counts it. */
  readonly isFailing: (finding: Finding) => boolean;
  /** The absolute folder in which relative names start. */
  readonly cwd: string;
  /** Of kaskctl. */
  readonly version: string;
}
