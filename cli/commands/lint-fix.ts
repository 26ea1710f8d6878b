import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { systemReason, writeFileAtomically } from "../base/files.ts";
import { applyFixes, type FixedText, type FixOptions } from "../lint/fixes/apply-fixes.ts";
import { fixTexts } from "../lint/fixes/fix-text.ts";
import { type LintText, lintTexts } from "../lint/lint.ts";
import type { LintSetup } from "./lint-setup.ts";

/** A text that fixes changed. */
export interface MendedText extends LintText {
  readonly before: string;
  readonly fixes: number;
}

/**
 * Makes the fixes of some texts in memory; gives only the texts that changed. Where only some findings
 * are wanted, only theirs are made, once: afterwards the lines are others.
 */
export function mend(
  texts: readonly LintText[],
  setup: LintSetup,
  allow: FixOptions["allow"],
): readonly MendedText[] {
  const fixed = setup.isFiltered
    ? fixWanted(texts, setup, allow)
    : new Map(fixTexts(texts, setup.lint, allow).map((each) => [each.file, each]));
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
  const wanted = Map.groupBy(refine(lintTexts(texts, lint), texts), ({ file }) => file);
  return new Map(
    texts.map(({ file, text }) => [file, applyFixes(text, wanted.get(file) ?? [], { allow })]),
  );
}

/**
 * Writes mended texts back, each whole, its mode kept; all are looked at before the first is written.
 * @throws {KaskctlError} file-unwritable where a file is a link to outside of its tree, or has changed
 */
export async function writeMended(mended: readonly MendedText[], cwd: string): Promise<void> {
  const places = mended.map((each) => ({ each, target: writableTarget(each, cwd) }));
  for (const { each, target } of places) {
    await writeFileAtomically(target.path, each.text, target.mode);
  }
}

function writableTarget({ file, before }: MendedText, cwd: string) {
  const path = resolve(cwd, file);
  try {
    const real = realpathSync(path);
    const tree = realpathSync(isBelow(path, cwd) ? cwd : dirname(path));
    if (!isBelow(real, tree)) throw refused(file, `it is a link to ${real}, outside of ${tree}`);
    if (readFileSync(real, "utf8") !== before) throw refused(file, "it changed meanwhile");
    return { path: real, mode: statSync(real).mode & 0o7777 };
  } catch (cause) {
    if (cause instanceof KaskctlError) throw cause;
    throw refused(file, systemReason(cause));
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !way.startsWith("..\\");
}

function refused(file: string, reason: string): KaskctlError {
  return new KaskctlError("file-unwritable", `Cannot mend ${file}: ${reason}.`, {
    hint: "Nothing was written. Name the file itself, or run it again.",
  });
}
