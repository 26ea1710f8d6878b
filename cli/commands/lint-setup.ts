import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { count } from "../base/count.ts";
import { KaskctlError } from "../base/errors.ts";
import { expectRegularFile, readTextFile } from "../base/files.ts";
import { lineIndex } from "../hiera/positions.ts";
import { type LintOptions, type LintText, runLint } from "../lint/lint.ts";
import type { Finding, HostFacts, Profile, Severity, Target } from "../lint/rule.ts";
import { rules } from "../lint/rules/index.ts";
import type { BaselinePath } from "../lint/silence/baseline.ts";
import { failing, type Hidden, summarise } from "../lint/summarise.ts";
import type { LintReport } from "../report/lint-report.ts";
import { loadLintSection } from "../site/load-lint-section.ts";
import type { CommandContext } from "./command.ts";
import { LintFiles } from "./lint-inputs.ts";
import { severitiesOf } from "./lint-options.ts";
import { unfitGlobs } from "./lint-override-paths.ts";
import { type ChosenSignatures, chooseSignatures } from "./lint-signatures.ts";
import { LintTrees } from "./lint-trees.ts";
import { pathsFrom } from "./paths-from.ts";

type Options = Readonly<Record<string, unknown>>;

/** How a run of lint was asked for. */
export interface LintSetup {
  readonly lint: LintOptions;
  /** Leaves out what `--since` and `--baseline` do not want. */
  readonly refine: (found: LintFound, texts: readonly LintText[]) => LintFound;
  /** Whether `refine` may leave something out. */
  readonly isFiltered: boolean;
  /** Gives a text the path that the globs of the site's overrides see. */
  readonly place: <Text extends LintText>(text: Text) => Text;
  /** Lines about globs of the site's overrides that fit no file. */
  readonly unfitGlobs: (texts: readonly LintText[]) => readonly string[];
  readonly failOn: Severity;
  /** See {@link ChosenSignatures.dated}. */
  readonly dated: string | undefined;
}

/** What a run found, and how much of it is not shown. */
export interface LintFound {
  readonly findings: readonly Finding[];
  readonly hidden: Hidden;
}

/** Texts that belong together, and what is different about them. */
export interface LintGroup {
  readonly texts: readonly LintText[];
  readonly change: Partial<LintOptions>;
}

/** Lints texts as the setup says; an override that does nothing, or fits no file, is told on stderr. */
export function lintGroups(
  groups: readonly LintGroup[],
  { lint, unfitGlobs }: LintSetup,
  { world }: CommandContext,
): LintFound {
  const outcomes = groups.map(({ texts, change }) => runLint(texts, { ...lint, ...change }));
  const used = new Set(outcomes.flatMap(({ usedOverrides }) => usedOverrides));
  for (const override of new Set(outcomes.flatMap(({ unusedOverrides }) => unusedOverrides))) {
    // Another text may need it.
    if (lint.isWhole !== true || used.has(override)) continue;
    world.progress(`${override.place}: this override changes nothing; remove it.`);
  }
  for (const line of unfitGlobs(groups.flatMap(({ texts }) => texts))) world.progress(line);
  const suppressed = outcomes.reduce((sum, outcome) => sum + outcome.suppressed, 0);
  return { findings: outcomes.flatMap(({ findings }) => findings), hidden: { suppressed } };
}

/** Lints texts that belong together; see {@link lintGroups}. */
export function lintWith(
  texts: readonly LintText[],
  setup: LintSetup,
  context: CommandContext,
  change: Partial<LintOptions> = {},
): LintFound {
  return lintGroups([{ texts, change }], setup, context);
}

/**
 * Reads what the options name: rules, signatures, baseline, git. `files` are those that `paths` name
 * where somebody has looked already.
 * @throws {KaskctlError} wrong-use, unknown-rule, file-unreadable, signatures-invalid, baseline-invalid, git-failed
 */
export async function lintSetup(
  paths: readonly string[],
  options: Options,
  context: CommandContext,
  files: readonly string[] = filesOf(paths, context),
): Promise<LintSetup> {
  const profile = options["profile"] as Profile | undefined;
  // What is rendered is no file, and in no folder.
  const trees = paths.length === 0 ? undefined : new LintTrees(context.world.cwd);
  const folders = treesOf(files, trees);
  const { dated, ...chosen } = await chooseSignatures(folders, options, context);
  const site = await loadLintSection({
    file: context.globals.site,
    world: context.world,
    ruleIds: rules.map(({ id }) => id),
  });
  return {
    lint: {
      rules,
      severities: severitiesOf(options["rule"], rules),
      host: await hostOf(options, chosen, context),
      isWhole: isWhole(paths, files, folders, context),
      ...(profile && { profile }),
      ...(site && { settings: site.section }),
      ...chosen,
    },
    refine: await refinement(options, context),
    isFiltered: options["since"] !== undefined || options["baseline"] !== undefined,
    place: (given) => {
      const text = trees === undefined ? given : placed(given, trees, options, context);
      if (site === undefined) return text;
      const path = relative(dirname(site.file), resolve(context.world.cwd, text.file));
      return { ...text, path: path.split(sep).join("/") };
    },
    unfitGlobs: (texts) => {
      // What is rendered is in no folder.
      const { overrides = [] } = site?.section ?? {};
      if (site === undefined || paths.length === 0 || overrides.length === 0) return [];
      return unfitGlobs(overrides, texts, { paths, cwd: context.world.cwd, siteFile: site.file });
    },
    failOn: options["failOn"] as Severity,
    dated,
  };
}

function filesOf(paths: readonly string[], { world }: CommandContext): readonly string[] {
  const files = new LintFiles({ cwd: world.cwd, target: undefined });
  return paths.flatMap((path) => files.find(path).map(({ file }) => file));
}

function treesOf(files: readonly string[], trees: LintTrees | undefined): readonly string[] {
  return [...new Set(files.flatMap((file) => trees?.placeOf(file)?.tree ?? []))];
}

/**
 * Whether nothing is left out: of trees, or of what the site renders; of texts in no tree, whether a folder
 * of them was named.
 */
function isWhole(
  paths: readonly string[],
  files: readonly string[],
  trees: readonly string[],
  { world }: CommandContext,
): boolean {
  if (paths.length === 0) return true;
  if (trees.length === 0) return files.length > paths.length;
  const named = paths.map((path) => resolve(world.cwd, path));
  return trees.every((tree) => named.some((path) => isBelow(tree, path)));
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`);
}

/** What a text means to Hiera must not depend on the folder it was linted from. */
function placed<Text extends LintText>(
  text: Text,
  trees: LintTrees,
  { target }: Options,
  { world }: CommandContext,
): Text {
  const place = trees.placeOf(text.file);
  if (place === undefined) return { ...text, treePath: resolve(world.cwd, text.file) };
  return { ...text, ...place, target: (target as Target | undefined) ?? "tree" };
}

async function hostOf(
  options: Options,
  signatures: ChosenSignatures,
  { world }: CommandContext,
): Promise<HostFacts> {
  const fqdn = options["host"] as string | undefined;
  const words = options["role"] as readonly string[] | undefined;
  if (fqdn === undefined && words === undefined) return {};
  const { checkedHost, checkedRoles } = await import("./lint-host.ts");
  if (fqdn !== undefined) checkedHost(fqdn);
  const roles = words && checkedRoles(words, signatures, world.progress);
  const project = fqdn === undefined ? undefined : projectOf(fqdn);
  return {
    ...(fqdn && { fqdns: [fqdn] }),
    ...(project && { project }),
    ...(roles && { roles }),
  };
}

/** Puppet, too, takes the second label of an instance's name for its project. */
function projectOf(fqdn: string): string | undefined {
  return /^[^.]+\.([^.]+)\.[^.]+\.wikimedia\.cloud$/u.exec(fqdn)?.[1];
}

async function refinement(options: Options, context: CommandContext): Promise<LintSetup["refine"]> {
  const { cwd } = context.world;
  const since =
    typeof options["since"] === "string"
      ? await (await import("./lint-since.ts")).sinceFilter(options["since"], context.world)
      : undefined;
  const baseline =
    typeof options["baseline"] === "string" && options["writeBaseline"] !== true
      ? await readBaseline(options["baseline"], cwd)
      : undefined;
  return (found, texts) => {
    // The baseline comes first: what did not change since is none of its findings that are gone.
    const left = baseline ? baseline(found, texts) : found;
    return since ? { ...left, findings: since(left.findings) } : left;
  };
}

async function readBaseline(file: string, cwd: string): Promise<LintSetup["refine"]> {
  const { applyBaseline, decodeBaseline } = await import("../lint/silence/baseline.ts");
  const path = resolve(cwd, file);
  await expectRegularFile(path, "the baseline");
  const text = await readTextFile(path, "the baseline").catch((error: unknown) => {
    throw existsSync(path) ? error : missingBaseline(file, error);
  });
  const baseline = decodeBaseline(text, file);
  const pathOf = baselinePath(file, cwd);
  return ({ findings, hidden }, texts) => {
    const left = applyBaseline(findings, baseline, sourcesOf(texts), pathOf);
    const { baselined, stale } = left;
    return { findings: left.findings, hidden: { ...hidden, baselined, stale } };
  };
}

function missingBaseline(file: string, cause: unknown): KaskctlError {
  return new KaskctlError("file-unreadable", `Cannot read the baseline ${file}: it is not there.`, {
    cause,
    hint: `Write it with --baseline ${file} --write-baseline.`,
  });
}

/** How the baseline `file` names the files of findings. */
export function baselinePath(file: string, cwd: string): BaselinePath {
  const pathOf = pathsFrom(dirname(resolve(cwd, file)));
  return (each) => pathOf(resolve(cwd, each));
}

/** Texts by the names that findings have. */
export function sourcesOf(texts: readonly LintText[]): ReadonlyMap<string, string> {
  return new Map(texts.map(({ file, text }) => [file, text]));
}

/** What a run found, as the formats take it; findings of the baseline that are gone are told on stderr. */
export function lintReport(
  { findings, hidden }: LintFound,
  texts: readonly LintText[],
  { failOn, lint, dated }: LintSetup,
  { world, installation }: CommandContext,
): LintReport {
  const { stale = 0 } = hidden;
  // What several texts of a tree show together may be missing from some of them alone.
  const isJudged = lint.isWhole === true || texts.every(({ tree }) => tree === undefined);
  if (stale > 0 && isJudged) world.progress(staleLine(stale));
  const counted = new Set(failing(findings, failOn));
  const sources = sourcesOf(texts);
  return {
    findings,
    summary: summarise(findings, texts.length, hidden),
    ...(dated === undefined ? {} : { signatures: dated }),
    rules: lint.rules,
    files: texts.map(({ file }) => file),
    sourceOf: (file) => sources.get(file),
    placesOf: lineIndex,
    isFailing: (finding) => counted.has(finding),
    cwd: world.cwd,
    version: installation.version,
  };
}

function staleLine(stale: number): string {
  const findings = count(stale, "finding");
  return `${findings} of the baseline no longer ${stale === 1 ? "occurs" : "occur"}; --write-baseline writes it anew.`;
}
