import type { Finding, Severity } from "../lint/rule.ts";
import { escapeControl } from "./escape-control.ts";
import type { LintReport } from "./lint-report.ts";
import { reportPath } from "./report-path.ts";

const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/**
 * Findings as GitHub workflow commands, which its runner turns into annotations.
 * @see actions/toolkit packages/core/src/command.ts, escapeData and escapeProperty
 */
export function formatLintGithub({ findings, cwd }: LintReport): string {
  return findings.map((finding) => `${command(finding, cwd)}\n`).join("");
}

function command(finding: Finding, cwd: string): string {
  const { line, column, endLine, endColumn, rule, message, help } = finding;
  // GitHub takes columns only where both are on one line.
  const columns = endLine === line ? { col: column, endColumn } : {};
  const title = `kaskctl ${rule}`;
  const properties = { file: reportPath(finding.file, cwd), line, endLine, ...columns, title };
  const words = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  const text = help === undefined ? message : `${message} ${help}`;
  return `::${commands[finding.severity]} ${words.join(",")}::${data(text)}`;
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function data(text: string): string {
  return escapeControl(text).replaceAll("%", "%25");
}
