import type { Finding, LintSummary } from "../lint/rule.ts";
import { shownEdits } from "./shown-edits.ts";

/** The document that `lint --json` prints, as a value. */
export function lintJson(findings: readonly Finding[], summary: LintSummary) {
  return {
    schema_version: 1,
    findings: findings.map(findingJson),
    summary: { ...summary },
  };
}

/**
 * One finding, as it stands in the JSON of `lint`, `plan` and `deploy`. The edits of a fix replace
 * the text from `start` to before `end`, both in UTF-16 units from 0; they are left out where they hold
 * what may be a secret.
 */
export function findingJson(finding: Finding) {
  const { fix } = finding;
  const edits = shownEdits(finding);
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
    ...(fix && {
      fix: {
        safety: fix.safety,
        title: fix.title,
        ...(edits && { edits: edits.map(({ start, end, text }) => ({ start, end, text })) }),
      },
    }),
  };
}
