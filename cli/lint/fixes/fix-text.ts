import type { LintCache } from "../engine/lint-cache.ts";
import type { TextResult } from "../engine/text-result.ts";
import { type LintOptions, type LintText, lintTexts } from "../lint.ts";
import type { Finding, HostFacts } from "../rule.ts";
import { applyFixes, type FixOptions, isFixable } from "./apply-fixes.ts";

/** A text after all fixes that could be made. */
export interface FixedFile {
  readonly file: string;
  readonly text: string;
  /** How often something was changed; 0 for a text that stays as it is. */
  readonly passes: number;
  /** The findings whose fixes were made; the places are those of the pass that made them. */
  readonly applied: readonly Finding[];
  /** {@link fixIdentity} of the fixes that would have done harm, and were not made. */
  readonly refused: ReadonlySet<string>;
}

/** A fix may uncover what the next one mends; no rule needs more turns than this. */
const mostPasses = 10;

/** Fixes one text; see {@link fixTexts}. */
export function fixText(
  options: LintText & LintOptions,
  allow: FixOptions["allow"],
): Omit<FixedFile, "file"> {
  const { file: _, ...fixed } = fixTexts([options], options, allow)[0] as FixedFile;
  return fixed;
}

/**
 * Makes the fixes of texts that belong together, and lints again until nothing more can be fixed. A
 * fix whose result does not parse, or has an error that was not there before, is not made.
 */
export function fixTexts(
  texts: readonly LintText[],
  options: LintOptions,
  allow: FixOptions["allow"],
): readonly FixedFile[] {
  const known = { ...options, cache: new PassCache() };
  const files = texts.map((text) => new FileUnderway(text, known, allow));
  for (let pass = 0; pass < mostPasses; pass++) {
    const findings = findingsByFile(files, known);
    const changed = files.filter((file) => file.advance(findings.get(file.input.file) ?? []));
    if (changed.length === 0) break;
  }
  return files.map((file) => file.result());
}

function findingsByFile(files: readonly FileUnderway[], options: LintOptions) {
  const findings = lintTexts(
    files.map(({ input }) => input),
    options,
  );
  return Map.groupBy(findings, ({ file }) => file);
}

/** Most texts stay as they are from one pass to the next. */
class PassCache implements LintCache {
  readonly #results = new WeakMap<LintText, TextResult>();

  get(text: LintText): TextResult | undefined {
    return this.#results.get(text);
  }

  put(text: LintText, _host: HostFacts, result: TextResult): void {
    this.#results.set(text, result);
  }

  getTogether(): undefined {
    return undefined;
  }

  /** What texts show together changes with every pass. */
  putTogether(): void {}
}

class FileUnderway {
  input: LintText;
  readonly #options: LintOptions;
  readonly #allow: FixOptions["allow"];
  readonly #applied: Finding[] = [];
  /** Fixes that did harm; they are not tried again. */
  readonly #harmful = new Set<string>();
  #passes = 0;

  constructor(input: LintText, options: LintOptions, allow: FixOptions["allow"]) {
    this.input = input;
    this.#options = options;
    this.#allow = allow;
  }

  /** One pass; whether it changed the text. */
  advance(findings: readonly Finding[]): boolean {
    const allow = { allow: this.#allow };
    const fixable = findings.filter(
      (finding) => isFixable(finding, allow) && !this.#harmful.has(fixIdentity(finding)),
    );
    if (fixable.length === 0) return false;
    const before = this.input.text;
    this.#make(fixable);
    const isChanged = this.input.text !== before;
    if (isChanged) this.#passes++;
    return isChanged;
  }

  result(): FixedFile {
    const { file, text } = this.input;
    return { file, text, passes: this.#passes, applied: this.#applied, refused: this.#harmful };
  }

  /** Makes as many of the fixes as do no harm, halving them until the harmful ones are found. */
  #make(fixable: readonly Finding[]): void {
    const errors = errorCounts(this.input, this.#options);
    let groups: readonly (readonly Finding[])[] = [fixable];
    let harmless: readonly Finding[] = [];
    while (groups.length > 0) {
      const [group = [], ...rest] = groups;
      const tried = [...harmless, ...group];
      const fixed = applyFixes(this.input.text, tried, { allow: this.#allow });
      const isHarmful = doesHarm(
        errors,
        errorCounts({ ...this.input, text: fixed.text }, this.#options),
      );
      if (!isHarmful) harmless = tried;
      else if (group.length === 1) this.#harmful.add(fixIdentity(group[0] as Finding));
      groups = isHarmful && group.length > 1 ? [...halves(group), ...rest] : rest;
    }
    const { text, applied } = applyFixes(this.input.text, harmless, { allow: this.#allow });
    this.input = { ...this.input, text };
    // A text may have more findings than a call takes arguments.
    for (const finding of applied) this.#applied.push(finding);
  }
}

function halves<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = items.length >> 1;
  return [items.slice(0, middle), items.slice(middle)];
}

/** The same for the same fix in a later pass, whose place may have moved. */
export function fixIdentity({ rule, path, message, fix }: Finding): string {
  return JSON.stringify([rule, path, message, fix?.edits.map(({ text }) => text)]);
}

type Counts = ReadonlyMap<string, number>;

function errorCounts(input: LintText, options: LintOptions): Counts {
  const counts = new Map<string, number>();
  for (const { rule, severity } of lintTexts([input], options)) {
    if (severity === "error") counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}

/** A text that did not parse shows its other errors only when it does. */
function doesHarm(before: Counts, after: Counts): boolean {
  const syntax = before.get("yaml/syntax") ?? 0;
  if (syntax > 0) return (after.get("yaml/syntax") ?? 0) >= syntax;
  return [...after].some(([rule, count]) => count > (before.get(rule) ?? 0));
}
