import type { Finding, LintSummary, Severity } from "./rule.ts";

/** Counts `findings` by weight; `files` is how many texts were linted, clean ones included. */
export function summarise(findings: readonly Finding[], files: number): LintSummary {
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  return { files, errors: count("error"), warnings: count("warning"), infos: count("info") };
}

const weights: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

/** The findings that weigh at least `failOn`. */
export function failing(findings: readonly Finding[], failOn: Severity): readonly Finding[] {
  return findings.filter(({ severity }) => weights[severity] >= weights[failOn]);
}
