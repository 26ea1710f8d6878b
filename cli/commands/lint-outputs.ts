import { resolve } from "node:path";
import { count } from "../base/count.ts";
import { KaskctlError } from "../base/errors.ts";
import { writeOutputFile } from "../base/files.ts";
import type { LintReport } from "../report/lint-report.ts";
import type { CommandContext, CommandOption, Terminal } from "./command.ts";
import { printJson } from "./wiring.ts";

/** A format and where it goes. */
export interface LintOutput {
  readonly format: LintFormat;
  /** Undefined: stdout. */
  readonly file: string | undefined;
}

const formats = {
  text: async ({ findings, summary, sourceOf, signatures }, { color, columns: width }) => {
    const { formatLintText } = await import("../report/lint-text.ts");
    const style = { color, width, ...(signatures && { signatures }) };
    return formatLintText(findings, summary, sourceOf, style);
  },
  compact: async ({ findings }) =>
    (await import("../report/lint-text.ts")).formatLintCompact(findings),
  json: async ({ findings, summary }) => {
    const { lintJson } = await import("../report/lint-json.ts");
    return `${JSON.stringify(lintJson(findings, summary), undefined, 2)}\n`;
  },
  sarif: async (report) => (await import("../report/lint-sarif.ts")).formatLintSarif(report),
  github: async (report) => (await import("../report/lint-github.ts")).formatLintGithub(report),
  gitlab: async (report) => (await import("../report/lint-gitlab.ts")).formatLintGitlab(report),
  checkstyle: async (report) =>
    (await import("../report/lint-checkstyle.ts")).formatLintCheckstyle(report),
  junit: async (report) => (await import("../report/lint-junit.ts")).formatLintJunit(report),
} satisfies Readonly<
  Record<
    string,
    (report: LintReport, style: Pick<Terminal, "color" | "columns">) => Promise<string>
  >
>;

/** A word after `--format`. */
export type LintFormat = keyof typeof formats;

/** Where the report goes, and in which words. */
export const outputOptions: readonly CommandOption[] = [
  {
    flags: "-f, --format <format>",
    description: "how to say it; several times for several reports",
    choices: Object.keys(formats),
    repeatable: true,
  },
  {
    flags: "-o, --output <file>",
    description: "write it to a file; the n-th is for the n-th format, - is stdout",
    repeatable: true,
  },
];

/**
 * Pairs formats and files: the n-th file is that of the n-th format.
 * @throws {KaskctlError} wrong-use
 */
export function lintOutputs(
  options: Readonly<Record<string, unknown>>,
  json: boolean,
): readonly LintOutput[] {
  const named = (options["format"] ?? []) as readonly LintFormat[];
  const files = (options["output"] ?? []) as readonly string[];
  const chosen: readonly LintFormat[] = named.length > 0 ? named : [json ? "json" : "text"];
  if (files.length > chosen.length) {
    throw wrongOutput(`${count(files.length, "file")} for ${count(chosen.length, "format")}`);
  }
  const outputs = chosen.map((format, index) => {
    const file = files[index];
    return { format, file: file === "-" || file === "/dev/stdout" ? undefined : file };
  });
  const onStdout = outputs.filter(({ file }) => file === undefined);
  if (onStdout.length > 1) {
    throw wrongOutput(`${onStdout.map(({ format }) => format).join(" and ")} go to stdout`);
  }
  if (json && onStdout.some(({ format }) => format !== "json")) {
    throw wrongOutput("stdout holds one JSON document with --json");
  }
  return outputs;
}

function wrongOutput(reason: string): KaskctlError {
  return new KaskctlError("wrong-use", `Cannot write the report: ${reason}.`, {
    hint: "Pair them: -f sarif -o lint.sarif -f text.",
  });
}

/**
 * Writes a report to everywhere it goes; where nothing of it goes to stdout, `--json` says there which
 * files were written.
 * @throws {KaskctlError} file-unwritable
 */
export async function writeLintOutputs(
  report: LintReport,
  outputs: readonly LintOutput[],
  context: CommandContext,
): Promise<void> {
  const { terminal, globals, world } = context;
  const files: string[] = [];
  for (const { format, file } of outputs) {
    if (file === undefined) {
      terminal.print(await formatLint(report, format, terminal));
      continue;
    }
    const path = resolve(world.cwd, file);
    await writeOutputFile(path, await formatLint(report, format, plainStyle), 0o644);
    files.push(path);
  }
  if (globals.json && outputs.every(({ file }) => file !== undefined)) {
    printJson(context, { files });
  }
}

const plainStyle = { color: false, columns: 80 };

/** A report in one format. */
export function formatLint(
  report: LintReport,
  format: LintFormat,
  style: Pick<Terminal, "color" | "columns">,
): Promise<string> {
  return formats[format](report, style);
}
