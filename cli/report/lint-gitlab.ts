import type { Severity } from "../lint/rule.ts";
import { escapeControl } from "./escape-control.ts";
import { lintFingerprints } from "./lint-fingerprints.ts";
import type { LintReport } from "./lint-report.ts";
import { reportPath } from "./report-path.ts";

const severities: Readonly<Record<Severity, "major" | "minor" | "info">> = {
  error: "major",
  warning: "minor",
  info: "info",
};

/** Findings as a GitLab code quality report, a subset of Code Climate's format. */
export function formatLintGitlab(report: LintReport): string {
  const fingerprints = lintFingerprints(report);
  const issues = report.findings.map((finding, index) => ({
    type: "issue",
    check_name: finding.rule,
    description: escapeControl(finding.message),
    ...(finding.help === undefined ? {} : { content: { body: escapeControl(finding.help) } }),
    categories: ["Bug Risk"],
    severity: severities[finding.severity],
    fingerprint: fingerprints[index] ?? "",
    location: {
      path: reportPath(finding.file, report.cwd),
      lines: { begin: finding.line, end: finding.endLine },
    },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
