import { createHash } from "node:crypto";
import type { Finding } from "../lint/rule.ts";
import { sourceLines } from "./code-frame.ts";
import type { LintReport } from "./lint-report.ts";
import { reportPath } from "./report-path.ts";

/**
 * A name for each finding, in their order, that stays the same while other lines move, so that a
 * CI system can tell an old finding from a new one. Findings that nothing else tells apart are counted.
 */
export function lintFingerprints(report: LintReport): readonly string[] {
  const lines = new Map<string, readonly string[]>();
  const seen = new Map<string, number>();
  return report.findings.map((finding) => {
    const { file } = finding;
    if (!lines.has(file)) lines.set(file, sourceLines(report.sourceOf(file) ?? ""));
    const basis = basisOf(finding, lines.get(file) ?? [], report.cwd);
    const count = seen.get(basis) ?? 0;
    seen.set(basis, count + 1);
    return createHash("sha256").update(`${basis}\0${count}`).digest("hex").slice(0, 40);
  });
}

function basisOf(finding: Finding, lines: readonly string[], cwd: string): string {
  const line = lines[finding.line - 1] ?? "";
  return [
    reportPath(finding.file, cwd),
    finding.rule,
    JSON.stringify(finding.path),
    line.trim(),
  ].join("\0");
}
