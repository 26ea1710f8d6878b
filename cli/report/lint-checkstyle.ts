import type { Finding } from "../lint/rule.ts";
import { escapeControl } from "./escape-control.ts";
import type { LintReport } from "./lint-report.ts";
import { reportPath } from "./report-path.ts";
import { xmlText } from "./xml.ts";

/**
 * Findings as Checkstyle's XML, which Jenkins, reviewdog and most editors read.
 * @see checkstyle/checkstyle com/puppycrawl/tools/checkstyle/XMLLogger.java
 */
export function formatLintCheckstyle({ findings, cwd }: LintReport): string {
  const byFile = Map.groupBy(findings, ({ file }) => reportPath(file, cwd));
  const files = [...byFile].map(
    ([path, inFile]) =>
      `<file name="${xmlText(escapeControl(path))}">\n${inFile.map(errorElement).join("")}</file>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${files.join("")}</checkstyle>\n`;
}

function errorElement({ line, column, severity, message, help, rule }: Finding): string {
  const text = escapeControl(help === undefined ? message : `${message} ${help}`);
  return `<error line="${line}" column="${column}" severity="${severity}" message="${xmlText(text)}" source="kaskctl.${rule.replaceAll("/", ".")}"/>\n`;
}
