import { count } from "../base/count.ts";
import type { Finding } from "../lint/rule.ts";
import { escapeControl } from "../report/escape-control.ts";
import { lintJson } from "../report/lint-json.ts";
import type { LintReport } from "../report/lint-report.ts";
import type { CommandContext } from "./command.ts";
import { type MendedText, type Mending, mend, writeMended } from "./lint-fix.ts";
import { formatLint, writeLintOutputs } from "./lint-outputs.ts";
import type { LintRequest } from "./lint-run.ts";
import { type LintSetup, lintReport, lintWith } from "./lint-setup.ts";
import { printJson } from "./wiring.ts";

/**
 * Mends texts, or shows how; the exit code is about what is left.
 * @throws {KaskctlError} file-unwritable
 */
export async function fixAndReport(
  request: LintRequest,
  setup: LintSetup,
  context: CommandContext,
): Promise<number> {
  const { inputs, options } = request;
  const allow = options["fixUnsafe"] === true ? "unsafe" : "safe";
  const mending = mend(inputs, setup, allow);
  if (options["diff"] === true) return showDiff(mending, request, setup, context);
  const { mended } = mending;
  const stdin = request.paths.includes("-") ? String(options["stdinFilename"]) : undefined;
  await writeMended(
    mended.filter(({ file }) => file !== stdin),
    context.world.cwd,
  );
  sayMended(mended, context);
  const after = new Map(mended.map((each) => [each.file, each.text]));
  const texts = inputs.map((input) => ({ ...input, text: after.get(input.file) ?? input.text }));
  const report = reportOf(texts, mending, setup, context);
  const fixed = texts.find(({ file }) => file === stdin)?.text;
  if (fixed === undefined) await writeLintOutputs(report, request.outputs, context);
  else await printFixed(fixed, report, request, context);
  return report.findings.some(report.isFailing) ? 1 : 0;
}

/** What is left; a fix that would bring another error is told on stderr, and is none. */
function reportOf(
  texts: LintRequest["inputs"],
  { isRefused }: Mending,
  setup: LintSetup,
  context: CommandContext,
): LintReport {
  const { findings, hidden } = setup.refine(lintWith(texts, setup, context), texts);
  for (const { file, line, column, rule } of findings.filter(isRefused)) {
    const place = `${escapeControl(file)}:${line}:${column}`;
    context.world.progress(`${place}: not mended, since that would bring an error [${rule}]`);
  }
  const left = findings.map((finding) => (isRefused(finding) ? withoutFix(finding) : finding));
  return lintReport({ findings: left, hidden }, texts, setup, context);
}

function withoutFix({ fix: _, ...finding }: Finding): Finding {
  return finding;
}

/** The mended text is the result then; what is left to say goes to stderr. */
async function printFixed(
  fixed: string,
  report: LintReport,
  { outputs }: LintRequest,
  context: CommandContext,
): Promise<void> {
  const { terminal, globals, world } = context;
  const onStdout = outputs.find(({ file }) => file === undefined);
  const toFiles = outputs.filter(({ file }) => file !== undefined);
  if (toFiles.length > 0) {
    const quiet = { ...context, globals: { ...globals, json: false } };
    await writeLintOutputs(report, toFiles, quiet);
  }
  if (globals.json || onStdout?.format === "json") {
    const { schema_version: _, ...members } = lintJson(report.findings, report.summary);
    printJson(context, { ...members, fixed });
    return;
  }
  terminal.print(fixed);
  if (onStdout === undefined) return;
  const style = { color: false, columns: terminal.columns };
  world.progress((await formatLint(report, onStdout.format, style)).trimEnd());
}

/** What would be written, and nothing else on stdout; the findings stand as they are. */
async function showDiff(
  mending: Mending,
  { inputs, outputs, options }: LintRequest,
  setup: LintSetup,
  context: CommandContext,
): Promise<number> {
  const { terminal, globals, world } = context;
  const { unifiedDiff } = await import("../report/lint-diff.ts");
  const diffs = mending.mended.map((each) => unifiedDiff(each.file, each.before, each.text));
  const diff = diffs.map(({ text }) => text).join("");
  const report = reportOf(inputs, mending, setup, context);
  const toFiles = outputs.filter(({ file }) => file !== undefined);
  const quiet = { ...context, globals: { ...globals, json: false } };
  await writeLintOutputs(report, toFiles, quiet);
  const onStdout = outputs.find(({ file }) => file === undefined);
  if (globals.json || onStdout?.format === "json") {
    const { schema_version: _, ...members } = lintJson(report.findings, report.summary);
    printJson(context, { ...members, diff });
  } else terminal.print(diff);
  if (diff === "") {
    const flag = options["fixUnsafe"] === true ? "--fix-unsafe" : "--fix";
    world.progress(`There is nothing to mend with ${flag}.`);
  }
  if (diffs.some(({ isMasked }) => isMasked)) {
    world.progress("Values of secrets are hidden in the diff, so that it does not apply there.");
  }
  return report.findings.some(report.isFailing) ? 1 : 0;
}

function sayMended(mended: readonly MendedText[], { world }: CommandContext): void {
  const fixes = mended.reduce((sum, each) => sum + each.fixes, 0);
  for (const { file, fixes: own } of mended) {
    world.progress(`${escapeControl(file)}: ${count(own, "finding")} mended`);
  }
  if (mended.length > 1) {
    world.progress(`${count(fixes, "finding")} mended in ${count(mended.length, "file")}.`);
  }
}
