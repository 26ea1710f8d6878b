import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { systemReason, writeFileAtomically } from "../base/files.ts";
import { applyFixes, type FixedText, type FixOptions } from "../lint/fixes/apply-fixes.ts";
import { fixIdentity, fixTexts } from "../lint/fixes/fix-text.ts";
import { type LintText, lintTexts } from "../lint/lint.ts";
import type { Finding } from "../lint/rule.ts";
import type { LintSetup } from "./lint-setup.ts";

/** A text that fixes changed. */
export interface MendedText extends LintText {
  readonly before: string;
  readonly fixes: number;
}

/** What fixes made of some texts. */
export interface Mending {
  /** Only the texts that changed. */
  readonly mended: readonly MendedText[];
  /** Whether a finding's fix would bring another error, and was not made. */
  readonly isRefused: (finding: Finding) => boolean;
}

/**
 * Makes the fixes of some texts in memory. Where only some findings are wanted, only theirs are made,
 * once: afterwards the lines are others.
 */
export function mend(
  texts: readonly LintText[],
  setup: LintSetup,
  allow: FixOptions["allow"],
): Mending {
  if (setup.isFiltered) {
    return { mended: changed(texts, fixWanted(texts, setup, allow)), isRefused: () => false };
  }
  const fixed = new Map(fixTexts(texts, setup.lint, allow).map((each) => [each.file, each]));
  return {
    mended: changed(texts, fixed),
    isRefused: (finding) => fixed.get(finding.file)?.refused.has(fixIdentity(finding)) === true,
  };
}

function changed(
  texts: readonly LintText[],
  fixed: ReadonlyMap<string, Pick<FixedText, "text" | "applied">>,
): readonly MendedText[] {
  return texts.flatMap((input) => {
    const after = fixed.get(input.file);
    if (after === undefined || after.text === input.text) return [];
    return [{ ...input, text: after.text, before: input.text, fixes: after.applied.length }];
  });
}

function fixWanted(
  texts: readonly LintText[],
  { lint, refine }: LintSetup,
  allow: FixOptions["allow"],
): ReadonlyMap<string, FixedText> {
  const found = { findings: lintTexts(texts, lint), hidden: {} };
  const wanted = Map.groupBy(refine(found, texts).findings, ({ file }) => file);
  return new Map(
    texts.map(({ file, text }) => [file, applyFixes(text, wanted.get(file) ?? [], { allow })]),
  );
}

/**
 * Writes mended texts back, each whole, its mode and owner kept; all are looked at before the first is
 * written.
 * @throws {KaskctlError} file-unwritable where a file is a link to outside of its tree, has a second
 * name, or has changed
 */
export async function writeMended(mended: readonly MendedText[], cwd: string): Promise<void> {
  const places = mended.map((each) => ({ each, target: writableTarget(each, cwd) }));
  const done: string[] = [];
  for (const { each, target } of places) {
    try {
      await writeFileAtomically(target.path, each.text, target.found.mode & 0o7777, target.found);
    } catch (cause) {
      throw refused(each.file, reasonOf(cause), written(done));
    }
    done.push(each.file);
  }
}

function writableTarget({ file, before }: MendedText, cwd: string) {
  const path = resolve(cwd, file);
  try {
    const real = realpathSync(path);
    const tree = realpathSync(isBelow(path, cwd) ? cwd : dirname(path));
    if (!isBelow(real, tree)) throw refused(file, `it is a link to ${real}, outside of ${tree}`);
    const found = statSync(real);
    if (found.nlink > 1) throw refused(file, hardLinked(found.nlink));
    if (readFileSync(real, "utf8") !== before) throw refused(file, "it changed meanwhile");
    accessSync(real, constants.W_OK);
    accessSync(dirname(real), constants.W_OK);
    return { path: real, found };
  } catch (cause) {
    if (cause instanceof KaskctlError) throw cause;
    throw refused(file, systemReason(cause));
  }
}

/** A file is replaced by a new one, so that nobody reads a half; its other names would keep the old. */
function hardLinked(names: number): string {
  return `it is one file with ${names} names (hard links), which would part`;
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !way.startsWith("..\\");
}

function refused(file: string, reason: string, outcome = "Nothing was written."): KaskctlError {
  return new KaskctlError("file-unwritable", `Cannot mend ${file}: ${reason}.`, {
    hint: `${outcome} Leave that file out, or see to it and run it again.`,
  });
}

function reasonOf(fault: unknown): string {
  return systemReason(fault instanceof KaskctlError ? fault.cause : fault);
}

function written(files: readonly string[]): string | undefined {
  return files.length === 0 ? undefined : `Mended before it: ${files.join(", ")}.`;
}
