import type { Finding } from "../lint/rule.ts";
import { escapeControl } from "./escape-control.ts";
import type { LintReport } from "./lint-report.ts";
import { reportPath } from "./report-path.ts";
import { xmlText } from "./xml.ts";

/**
 * Findings as JUnit XML: a suite for each text, a case for each finding. What `--fail-on` counts is a
 * failure; a clean text is one case that passes.
 */
export function formatLintJunit(report: LintReport): string {
  const { findings, files, isFailing, cwd } = report;
  const byFile = Map.groupBy(findings, ({ file }) => file);
  const suites = files.map((file) =>
    suite(reportPath(file, cwd), byFile.get(file) ?? [], isFailing),
  );
  const tests = files.reduce((sum, file) => sum + Math.max(1, byFile.get(file)?.length ?? 0), 0);
  const failures = findings.filter(isFailing).length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kaskctl lint" tests="${tests}" failures="${failures}" errors="0">
${suites.join("")}</testsuites>
`;
}

function suite(
  path: string,
  findings: readonly Finding[],
  isFailing: (finding: Finding) => boolean,
): string {
  const name = xmlText(escapeControl(path));
  const failures = findings.filter(isFailing).length;
  const head = `<testsuite name="${name}" tests="${Math.max(1, findings.length)}" failures="${failures}" errors="0" skipped="0">\n`;
  const clean = `<testcase classname="${name}" name="no findings"/>\n`;
  const cases = findings.map((finding) => testCase(name, finding, isFailing(finding)));
  return `${head}${cases.length === 0 ? clean : cases.join("")}</testsuite>\n`;
}

function testCase(classname: string, finding: Finding, isFailure: boolean): string {
  const { rule, line, column, severity, message, help } = finding;
  const place = `line ${line}, column ${column}`;
  const text = [
    `${place}: ${severity}: ${message}`,
    ...(help === undefined ? [] : [help]),
    `see: kaskctl rules ${rule}`,
  ];
  const body = xmlText(text.map(escapeControl).join("\n"));
  const said = xmlText(escapeControl(message));
  const outcome = isFailure
    ? `<failure type="${severity}" message="${said}">${body}</failure>`
    : `<system-out>${body}</system-out>`;
  return `<testcase classname="${classname}" name="${xmlText(rule)}, ${place}">${outcome}</testcase>\n`;
}
