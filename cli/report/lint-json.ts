import type { Finding, LintSummary } from "../lint/rule.ts";

/** The document that `lint --json` prints, as a value. */
export function lintJson(findings: readonly Finding[], summary: LintSummary) {
  const { files, errors, warnings, infos } = summary;
  return {
    schema_version: 1,
    findings: findings.map(findingJson),
    summary: { files, errors, warnings, infos },
  };
}

/** One finding, as it stands in the JSON of `lint`, `plan` and `deploy`. */
export function findingJson(finding: Finding) {
  return {
    rule: finding.rule,
    severity: finding.severity,
    file: finding.file,
    line: finding.line,
    column: finding.column,
    end_line: finding.endLine,
    end_column: finding.endColumn,
    message: finding.message,
    path: finding.path,
    url: finding.url,
  };
}
