import { count } from "../base/count.ts";
import type { Finding, FixSafety, LintSummary, Severity } from "../lint/rule.ts";
import { codeFrame, sourceLines } from "./code-frame.ts";
import { ansiColours, type Colours, noColours } from "./colours.ts";
import { escapeControl } from "./escape-control.ts";
import type { TextStyle } from "./report.ts";

/** How a text report looks. `width` is the number of columns that code frames may take. */
export interface LintTextOptions extends TextStyle {
  readonly width: number;
  /** Which signatures were asked, and how old they are; absent where that does not matter. */
  readonly signatures?: string;
}

/**
 * Findings for a person: one line each, the code it is about, help and how to ask about the rule; a summary
 * at the end. `sourceOf` gives the linted texts by the findings' `file`; a text that is missing
 * costs only its frame.
 */
export function formatLintText(
  findings: readonly Finding[],
  summary: LintSummary,
  sourceOf: (file: string) => string | undefined,
  { color, width, signatures }: LintTextOptions,
): string {
  const colours = color ? ansiColours : noColours;
  const lines = new Map<string, readonly string[]>();
  const blocks = findings.map((finding) => {
    const { file } = finding;
    const source = sourceOf(file);
    if (source !== undefined && !lines.has(file)) lines.set(file, sourceLines(source));
    return block(finding, lines.get(file), colours, width);
  });
  const ending = [
    summaryLine(summary),
    ...hiddenLine(summary),
    ...fixesLine(findings),
    ...(signatures === undefined ? [] : [`Signatures: ${escapeControl(signatures)}.`]),
  ];
  return `${[...blocks, ending.join("\n")].join("\n\n")}\n`;
}

/** What is there and not shown, and why. */
function hiddenLine({ suppressed = 0, baselined = 0 }: LintSummary): readonly string[] {
  const parts = [
    ...(baselined > 0 ? [`${baselined} by the baseline`] : []),
    ...(suppressed > 0 ? [`${suppressed} by comments`] : []),
  ];
  return parts.length === 0 ? [] : [`Hidden: ${parts.join(", ")}.`];
}

/** Which fixes there are, and how they are made. */
function fixesLine(findings: readonly Finding[]): readonly string[] {
  const safe = findings.filter(({ fix }) => fix?.safety === "safe").length;
  const unsafe = findings.filter(({ fix }) => fix?.safety === "unsafe").length;
  const parts = [
    ...(safe > 0 ? [`${safe} with --fix`] : []),
    ...(unsafe > 0 ? [`${unsafe}${safe > 0 ? " more" : ""} with --fix-unsafe`] : []),
  ];
  return parts.length === 0 ? [] : [`Can be mended: ${parts.join(", ")}.`];
}

/** Findings for `grep` and editors: `file:line:column: severity: message [rule]`, one a line. */
export function formatLintCompact(findings: readonly Finding[]): string {
  return findings.map((finding) => `${headline(finding, noColours)}\n`).join("");
}

/** "2 errors and 1 warning in 1 file." */
export function summaryLine({ files, errors, warnings, infos }: LintSummary): string {
  const where = count(files, "file");
  const parts = [
    ...(errors > 0 ? [count(errors, "error")] : []),
    ...(warnings > 0 ? [count(warnings, "warning")] : []),
    ...(infos > 0 ? [count(infos, "info")] : []),
  ];
  if (parts.length === 0) return `No findings in ${where}.`;
  return `${listed(parts)} in ${where}.`;
}

function block(
  finding: Finding,
  source: readonly string[] | undefined,
  colours: Colours,
  width: number,
): string {
  const frame = source === undefined ? [] : codeFrame(source, finding, width - 2);
  return [
    headline(finding, colours),
    ...frame.map((line) => `  ${colours.blue(line)}`),
    ...helpLine(finding).map((line) => `  ${line}`),
    `  ${colours.dim(`see: kaskctl rules ${finding.rule}`)}`,
  ].join("\n");
}

/** What to do, and the flag that does it. */
function helpLine({ help, fix }: Finding): readonly string[] {
  const text = help ?? fix?.title;
  if (text === undefined) return [];
  return [`help: ${escapeControl(text)}${fix === undefined ? "" : ` (${fixFlags[fix.safety]})`}`];
}

const fixFlags: Record<FixSafety, string> = { safe: "--fix", unsafe: "--fix-unsafe" };

function headline(finding: Finding, colours: Colours): string {
  const place = `${escapeControl(finding.file)}:${finding.line}:${finding.column}`;
  const severity = paint[finding.severity](colours)(finding.severity);
  const message = escapeControl(finding.message);
  return `${colours.bold(place)}: ${severity}: ${message} ${colours.dim(`[${finding.rule}]`)}`;
}

const paint: Record<Severity, (colours: Colours) => (text: string) => string> = {
  error: (colours) => colours.red,
  warning: (colours) => colours.yellow,
  info: (colours) => colours.blue,
};

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
