import { count } from "../base/count.ts";
import type { Answer, AnswerStatus } from "../smoke/check.ts";

/** How many answers there are of each status. */
export interface SmokeSummary {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly warnings: number;
  readonly skipped: number;
}

/** The answers counted. */
export function summariseSmoke(answers: readonly Answer[]): SmokeSummary {
  const of = (wanted: AnswerStatus) => answers.filter(({ status }) => status === wanted).length;
  return {
    passed: of("pass"),
    failed: of("fail"),
    errors: of("error"),
    warnings: of("warn"),
    skipped: of("skip"),
  };
}

/** "7 passed, 1 failed, 1 could not be asked, 2 skipped"; what there is none of is left out. */
export function summarySentence(summary: SmokeSummary): string {
  const parts = [
    `${summary.passed} passed`,
    ...(summary.failed > 0 ? [`${summary.failed} failed`] : []),
    ...(summary.errors > 0 ? [`${summary.errors} could not be asked`] : []),
    ...(summary.warnings > 0 ? [count(summary.warnings, "warning")] : []),
    ...(summary.skipped > 0 ? [`${summary.skipped} skipped`] : []),
  ];
  return parts.join(", ");
}
