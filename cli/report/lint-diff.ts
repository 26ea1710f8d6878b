import { formatPatch, type StructuredPatchHunk } from "diff";
import { createNameMasker } from "../base/mask-by-name.ts";
import { type LineChange, lineChanges } from "./line-changes.ts";

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
  const plain = { before: linesOf(before), after: linesOf(after) };
  const groups = neighbours(lineChanges(plain.before, plain.after));
  // All lines, not only those of a hunk: a value may have begun above it.
  const masked = { before: maskedLines(plain.before), after: maskedLines(plain.after) };
  const hunks = groups.map((changes) => hunkOf(changes, masked));
  const patch = {
    oldFileName: `a/${file}`,
    newFileName: `b/${file}`,
    oldHeader: undefined,
    newHeader: undefined,
    hunks,
  };
  const isMasked = groups.some((changes, at) =>
    hunkOf(changes, plain).lines.some((line, index) => line !== hunks[at]?.lines[index]),
  );
  return { text: formatPatch(patch, headers), isMasked };
}

const headers = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };

/** Each with its end, which the last one may lack. */
function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/u);
}

/** A carriage return alone ends a line of YAML, and none of a diff. */
function maskedLines(lines: readonly string[]): readonly string[] {
  const mask = createNameMasker();
  return lines.map((line) => {
    const end = line.endsWith("\n") ? "\n" : "";
    const parts = line.slice(0, line.length - end.length).split("\r");
    return parts.map(mask).join("\r") + end;
  });
}

/** How many lines that stay are shown around a change. */
const context = 3;

/** Changes whose shown surroundings touch are told together. */
function neighbours(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const isNear = change.oldStart - (group?.at(-1)?.oldEnd ?? -Infinity) <= 2 * context;
    if (group !== undefined && isNear) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

interface Lines {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function hunkOf(changes: readonly LineChange[], { before, after }: Lines): StructuredPatchHunk {
  const first = changes[0] as LineChange;
  const last = changes.at(-1) as LineChange;
  const lead = Math.min(context, first.oldStart);
  const end = Math.min(before.length, last.oldEnd + context);
  const lines: string[] = [];
  const add = (sign: string, some: readonly string[]) => {
    for (const line of some) lines.push(...signed(sign, line));
  };
  let at = first.oldStart - lead;
  for (const { oldStart, oldEnd, newStart, newEnd } of changes) {
    add(" ", before.slice(at, oldStart));
    add("-", before.slice(oldStart, oldEnd));
    add("+", after.slice(newStart, newEnd));
    at = oldEnd;
  }
  add(" ", before.slice(at, end));
  return {
    oldStart: first.oldStart - lead + 1,
    oldLines: end - first.oldStart + lead,
    newStart: first.newStart - lead + 1,
    newLines: last.newEnd + end - last.oldEnd - first.newStart + lead,
    lines,
  };
}

function signed(sign: string, line: string): readonly string[] {
  if (line.endsWith("\n")) return [sign + line.slice(0, -1)];
  return [sign + line, "\\ No newline at end of file"];
}
