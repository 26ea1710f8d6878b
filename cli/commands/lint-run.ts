import { resolve } from "node:path";
import { writeOutputFile } from "../base/files.ts";
import type { LintCache } from "../lint/engine/lint-cache.ts";
import type { LintText } from "../lint/lint.ts";
import type { HostFacts } from "../lint/rule.ts";
import type { CommandContext } from "./command.ts";
import { openLintCache } from "./lint-cache-place.ts";
import { type LintOutput, writeLintOutputs } from "./lint-outputs.ts";
import {
  baselinePath,
  type LintFound,
  type LintSetup,
  lintGroups,
  lintReport,
  lintSetup,
  lintWith,
  sourcesOf,
} from "./lint-setup.ts";
import { countTexts } from "./lint-status.ts";

/** Texts to lint and what was asked. */
export interface LintRequest {
  readonly paths: readonly string[];
  readonly inputs: readonly LintInputWithHost[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly outputs: readonly LintOutput[];
}

/** A rendered text brings what the site says of its hosts. */
export interface LintInputWithHost extends LintText {
  readonly host?: HostFacts;
}

/** Lints, mends where that was asked, and says what was found. */
export async function runLintCommand(
  request: LintRequest,
  context: CommandContext,
): Promise<number> {
  const { paths, options, outputs } = request;
  const files = request.inputs.map(({ file }) => file);
  const setup = await lintSetup(paths, options, context, paths.length === 0 ? [] : files);
  const inputs = request.inputs.map(setup.place);
  const isMending = options["fix"] === true || options["fixUnsafe"] === true;
  if (!isMending || options["diff"] === true) context.endAtOnce();
  if (isMending || options["diff"] === true) {
    const { fixAndReport } = await import("./lint-fixing.ts");
    return fixAndReport({ ...request, inputs }, setup, context);
  }
  const found = await findIn({ ...request, inputs }, setup, context);
  if (options["writeBaseline"] === true) {
    return writeBaseline(found, inputs, options, context);
  }
  const report = lintReport(setup.refine(found, inputs), inputs, setup, context);
  await writeLintOutputs(report, outputs, context);
  return report.findings.some(report.isFailing) ? 1 : 0;
}

async function findIn(
  { paths, inputs, options }: LintRequest,
  setup: LintSetup,
  context: CommandContext,
): Promise<LintFound> {
  const wantsCache = options["cache"] ?? inputs.length > paths.length;
  if (wantsCache !== true) return findEach(inputs, setup, context);
  const { cache, keep } = openLintCache(paths, setup.lint, context);
  const found = findEach(inputs, setup, context, cache);
  await keep();
  return found;
}

/** Rendered texts go to different hosts, and so are no tree. */
function findEach(
  inputs: readonly LintInputWithHost[],
  setup: LintSetup,
  context: CommandContext,
  cache?: LintCache,
): LintFound {
  if (inputs.every(({ host }) => host === undefined)) {
    const counting = countTexts(inputs.length, context.terminal, cache);
    const found = lintWith(inputs, setup, context, counting ? { cache: counting } : {});
    context.terminal.status?.("");
    return found;
  }
  const groups = inputs.map((input) => ({
    texts: [input],
    change: { host: { ...input.host, ...setup.lint.host } },
  }));
  return lintGroups(groups, setup, context);
}

async function writeBaseline(
  { findings }: LintFound,
  inputs: readonly LintText[],
  options: Readonly<Record<string, unknown>>,
  { world, terminal, globals }: CommandContext,
): Promise<number> {
  const { baselineOf, encodeBaseline } = await import("../lint/silence/baseline.ts");
  const { count } = await import("../base/count.ts");
  const file = String(options["baseline"]);
  const pathOf = baselinePath(file, world.cwd);
  const text = encodeBaseline(baselineOf(findings, sourcesOf(inputs), pathOf));
  await writeOutputFile(resolve(world.cwd, file), text, 0o644);
  if (globals.json) {
    const document = { schema_version: 1, file, findings: findings.length };
    terminal.print(`${JSON.stringify(document, undefined, 2)}\n`);
  } else terminal.print(`${file} holds ${count(findings.length, "finding")}.\n`);
  return 0;
}
