import type { Finding, LintSummary, Severity } from "./rule.ts";

/** How many findings a run does not show, and by whose word. */
export type Hidden = Pick<LintSummary, "suppressed" | "baselined" | "stale">;

/** Counts `findings` by weight; `files` is how many texts were linted, clean ones included. */
export function summarise(
  findings: readonly Finding[],
  files: number,
  hidden: Hidden = {},
): LintSummary {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return { files, errors: counts.error, warnings: counts.warning, infos: counts.info, ...hidden };
}

const weights: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

/** The findings that weigh at least `failOn`. */
export function failing(findings: readonly Finding[], failOn: Severity): readonly Finding[] {
  return findings.filter(({ severity }) => weights[severity] >= weights[failOn]);
}
