import { problemOfFragment } from "./compose.ts";
import type { SyntaxProblem } from "./document.ts";
import { lineStartOf } from "./positions.ts";
import type { ScannedText } from "./scanned-text.ts";
import { scanFragment } from "./scanner.ts";
import type { ComposerProblem } from "./token-reader.ts";

/** A problem, and how far what it broke may reach. */
export interface FoundProblem {
  readonly problem: SyntaxProblem;
  /** Whether it stands in one entry of a block mapping, so that the next entry is whole. */
  readonly isLocal: boolean;
}

/** More problems than this are not a text with mistakes, but no YAML. */
const mostProblems = 20;

/** Characters that are scanned again for further problems, at most; copying ten costs as scanning one. */
const mostRescanned = 20_000_000;

/** Lines that are looked at for the next entry, at most. */
const mostLines = 100_000;

/** How a key begins, behind the marks of list items: quoted or in one word, with a colon and a blank. */
const keyLine = /((?:- +)*)(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s"'#[\]{},&*!|>%@`-][^\s]*):(?=\s|$)/y;
/** The same with the blank behind the colon missing. */
const gluedKeyLine = /((?:- +)*)(?:"[^"\r\n]*"|'[^'\r\n]*'|[\w:]+):/y;

/**
 * The problems behind the first, in the order of the text: the rest is read again from the next line
 * that begins an entry of a collection which `first` cannot have broken.
 */
export function furtherProblems(text: string, first: FoundProblem): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  let last: FoundProblem | undefined = first;
  let rescanned = 0;
  while (last !== undefined && problems.length < mostProblems - 1 && rescanned < mostRescanned) {
    const start = nextEntry(text, last);
    if (start === undefined) break;
    const scanned = scanFragment(text, start);
    rescanned += scanned.cursor.index - start + text.length / 10;
    last = firstProblem(scanned, problemOfFragment(scanned));
    if (last !== undefined && !isRemnant(text, last.problem)) problems.push(last.problem);
  }
  return problems;
}

/** The scanner runs ahead, so what the composer finds before the scanner's fault comes first. */
export function firstProblem(
  { problem, insideFlow, cursor }: ScannedText,
  composed: ComposerProblem | undefined,
): FoundProblem | undefined {
  const isFirst =
    problem === undefined ||
    !(composed?.isAtEnd || (composed?.span.start ?? 0) >= problem.span.start);
  if (composed !== undefined && isFirst) {
    const { message, span } = composed;
    return { problem: { message, span }, isLocal: false };
  }
  if (problem === undefined) return undefined;
  const isQuote = `"'`.includes(cursor.text.charAt(problem.span.start));
  return { problem, isLocal: !(insideFlow || isQuote) };
}

/** What closes or parts brackets that were opened before the last problem. */
function isRemnant(text: string, { span: { start } }: SyntaxProblem): boolean {
  const line = text.slice(lineStartOf(text, start), start);
  return "]},".includes(text.charAt(start)) && !/[[{]/.test(line);
}

/** Where the next entry begins that a problem cannot have broken. */
function nextEntry(text: string, { problem, isLocal }: FoundProblem): number | undefined {
  const { start } = problem.span;
  const deepest = isLocal ? keyColumn(text, lineStartOf(text, start)) : 0;
  const least = indentOf(text, lineStartOf(text, start));
  let line = start;
  for (let lines = 0; lines < mostLines && line < text.length; lines += 1) {
    line = lineAfter(text, line);
    const indent = indentOf(text, line);
    if (indent > deepest && (isLocal || indent >= least)) continue;
    const key = isLocal ? matchAt(gluedKeyLine, text, line + indent) : undefined;
    const found = key ?? matchAt(keyLine, text, line + indent);
    if (found !== undefined) return line + indent + found;
  }
  return undefined;
}

/** How long the marks of list items before a key are; undefined where there is no key. */
function matchAt(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[1]?.length;
}

function lineAfter(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

function indentOf(text: string, lineStart: number): number {
  let index = lineStart;
  while (text.charAt(index) === " ") index += 1;
  return index - lineStart;
}

/** The column of what stands behind the marks of list items. */
function keyColumn(text: string, lineStart: number): number {
  const marks = /(?: |- )*/y;
  marks.lastIndex = lineStart;
  return marks.exec(text)?.[0].length ?? 0;
}
