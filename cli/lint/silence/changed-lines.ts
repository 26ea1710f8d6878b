import type { Finding, Place } from "../rule.ts";

/** Lines of a file from 1, both inclusive. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** What changed since a git ref, by path as git names it. */
export interface ChangedLines {
  readonly ranges: ReadonlyMap<string, readonly LineRange[]>;
  /** Files that git does not know yet: all their lines count. */
  readonly untracked: ReadonlySet<string>;
}

/**
 * Reads the output of `git diff -U0 --src-prefix=a/ --dst-prefix=b/ REF` and the paths of untracked
 * files. Where lines went, the lines around the gap count.
 */
export function changedLines(diff: string, untracked: readonly string[] = []): ChangedLines {
  const ranges = new Map<string, LineRange[]>();
  let current: LineRange[] = [];
  /** Lines of the hunk that are still to come; they may look like headers. */
  let pending = 0;
  for (const line of diff.split("\n")) {
    if (pending > 0 && /^[-+]/.test(line)) {
      pending--;
      continue;
    }
    const hunk = hunkOf(line);
    if (hunk !== undefined) {
      current.push(hunk.range);
      pending = hunk.lines;
    } else if (line.startsWith("+++ ")) {
      current = [];
      ranges.set(pathOf(line.slice(4)), current);
    }
  }
  return { ranges, untracked: new Set(untracked) };
}

/**
 * The findings that touch a changed line, themselves or with another place that they are made of:
 * whoever writes a key again makes a mistake of the one that was there. `pathOf` gives a finding's file as git names it, relative
 * to the top of the repository. What does not parse is shown wherever the change of its file is.
 */
export function onlyChanged(
  findings: readonly Finding[],
  { ranges, untracked }: ChangedLines,
  pathOf: (file: string) => string = (file) => file,
): readonly Finding[] {
  return findings.filter((finding) => {
    const path = pathOf(finding.file);
    if (untracked.has(path)) return true;
    const changed = ranges.get(path);
    if (changed === undefined) return false;
    const places = [finding, ...(finding.related ?? [])];
    return finding.rule === "yaml/syntax" || places.some((place) => touches(changed, place));
  });
}

/** The ranges of a diff are in order and do not overlap. */
function touches(ranges: readonly LineRange[], { line, endLine }: Place): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.to ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.from ?? Number.POSITIVE_INFINITY) <= endLine;
}

function hunkOf(line: string): { readonly range: LineRange; readonly lines: number } | undefined {
  const found = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (found === null) return undefined;
  const [, removed = "1", start = "0", added = "1"] = found;
  const [from, count] = [Number(start), Number(added)];
  const lines = Number(removed) + count;
  if (count === 0) return { range: { from: from, to: from + 1 }, lines };
  return { range: { from, to: from + count - 1 }, lines };
}

/** The path in a `+++` line; git puts one with unusual characters into quotes. */
function pathOf(written: string): string {
  const bare = written.replace(/[\t\r]+$/, "");
  const path = bare.startsWith('"') ? unquoted(bare) : bare;
  return path.replace(/^b\//, "");
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
};

/** `"b/\303\244.yaml"`: octal bytes of UTF-8, and the escapes of C. */
function unquoted(quoted: string): string {
  const parts = quoted.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gsu);
  const bytes = [...parts].map(([, octal, sign, plain]) => {
    if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)]);
    if (sign === undefined) return Buffer.from(plain ?? "");
    const code = escapes[sign];
    return code === undefined ? Buffer.from(sign) : Buffer.from([code]);
  });
  return Buffer.concat(bytes).toString("utf8");
}
