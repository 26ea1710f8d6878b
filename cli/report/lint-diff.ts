import { formatPatch, type StructuredPatchHunk, structuredPatch } from "diff";
import { createNameMasker } from "../base/mask-by-name.ts";

/** What a file would become. */
export interface LintDiff {
  readonly text: string;
  /** Whether a value is hidden, so that the text does not apply. */
  readonly isMasked: boolean;
}

/**
 * What a file would become, as `git apply` and `patch -p1` read it; values whose key names a secret are
 * hidden as in code frames.
 */
export function unifiedDiff(file: string, before: string, after: string): LintDiff {
  const options = { context: 3 };
  const names = [`a/${file}`, `b/${file}`] as const;
  const patch = structuredPatch(...names, before, after, undefined, undefined, options);
  const [old, young] = [maskedLines(before), maskedLines(after)];
  const hunks = patch.hunks.map((hunk) => ({ ...hunk, lines: hunkLines(hunk, old, young) }));
  const isMasked = hunks.some(({ lines }, at) =>
    lines.some((line, index) => line !== patch.hunks[at]?.lines[index]),
  );
  return { text: formatPatch({ ...patch, hunks }, headers), isMasked };
}

const headers = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };

/** The lines of a hunk, taken from the whole texts: a value may have begun above the hunk. */
function hunkLines(
  { lines, oldStart, newStart }: StructuredPatchHunk,
  before: readonly string[],
  after: readonly string[],
): string[] {
  let [oldAt, newAt] = [oldStart - 1, newStart - 1];
  return lines.map((line) => {
    const sign = line[0] ?? "";
    if (sign === "\\") return line;
    const shown = sign === "+" ? after[newAt] : before[oldAt];
    if (sign !== "-") newAt++;
    if (sign !== "+") oldAt++;
    return `${sign}${shown}`;
  });
}

/** A carriage return alone ends a line of YAML, and none of a diff. */
function maskedLines(text: string): readonly string[] {
  const mask = createNameMasker();
  return text.split("\n").map((line) => line.split("\r").map(mask).join("\r"));
}
