import { type Cursor, isBreak, isBreakOrEnd, show } from "./cursor.ts";
import type { Token } from "./token.ts";

interface Header {
  readonly chomping: "strip" | "keep" | "clip";
  /** The written indentation, 1 to 9. */
  readonly increment: number | undefined;
}

/**
 * Scans a literal (`|`) or folded (`>`) scalar; `parentIndent` is the column of the collection
 * around it, or -1.
 *
 * @throws {ScanFault} when its header is wrong.
 * @see PyYAML scanner.py, scan_block_scalar
 */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): Token {
  const start = cursor.index;
  const style = cursor.take(1) === ">" ? "folded" : "literal";
  const { chomping, increment } = scanHeader(cursor);
  const headerEnd = cursor.index;
  const least = Math.max(parentIndent + 1, 1);
  const found = increment === undefined ? scanIndentation(cursor) : undefined;
  const indent = found ? Math.max(least, found.deepest) : least + (increment ?? 1) - 1;
  const leading = found?.breaks ?? scanBreaks(cursor, indent);
  const { lines, trailing } = scanLines(cursor, indent, leading);
  const last = lines.at(-1);
  let text = joinLines(lines, style === "folded");
  if (chomping !== "strip") text += last?.lineBreak ?? "";
  if (chomping === "keep") text += trailing.join("");
  return { type: "scalar", start, end: last?.end ?? headerEnd, text, style };
}
interface Line {
  /** The empty lines before it. */
  readonly breaks: readonly string[];
  readonly content: string;
  readonly lineBreak: string;
  readonly end: number;
}

function scanLines(
  cursor: Cursor,
  indent: number,
  leading: readonly string[],
): { lines: Line[]; trailing: readonly string[] } {
  const lines: Line[] = [];
  let breaks = leading;
  while (cursor.column === indent && cursor.peek() !== "\0") {
    const lineStart = cursor.index;
    cursor.skipToLineEnd();
    const end = cursor.index;
    const content = cursor.text.slice(lineStart, end);
    lines.push({ breaks, content, lineBreak: cursor.takeBreak(), end });
    breaks = scanBreaks(cursor, indent);
  }
  return { lines, trailing: breaks };
}

/** The text without its last line break. */
function joinLines(lines: readonly Line[], folded: boolean): string {
  let text = "";
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    if (before !== undefined) text += joint(before, line, folded);
    text += line.breaks.join("") + line.content;
  });
  return text;
}

/** A folded line break becomes a space, or nothing before empty lines; one beside an indented line stays. */
function joint(before: Line, line: Line, folded: boolean): string {
  const isIndented = [before, line].some(({ content }) => /^[ \t]/.test(content));
  if (!folded || before.lineBreak !== "\n" || isIndented) return before.lineBreak;
  return line.breaks.length === 0 ? " " : "";
}

function scanHeader(cursor: Cursor): Header {
  const marks = /^(?:[+-][0-9]?|[0-9][+-]?)?/.exec(cursor.prefix(2))?.[0] ?? "";
  cursor.forward(marks.length);
  const digit = /[0-9]/.exec(marks)?.[0];
  if (digit === "0") cursor.fail("the indentation of a block text is 1 to 9, not 0");
  skipHeaderLine(cursor);
  const keepOrClip = marks.includes("+") ? "keep" : "clip";
  return {
    chomping: marks.includes("-") ? "strip" : keepOrClip,
    increment: digit === undefined ? undefined : Number(digit),
  };
}

function skipHeaderLine(cursor: Cursor): void {
  if (cursor.peek() === "#") {
    cursor.noteRefusedByPyyaml('a comment after "|" or ">" needs a space before it');
  }
  while (cursor.peek() === " " || cursor.peek() === "\t") {
    if (cursor.peek() === "\t") cursor.noteTab();
    cursor.forward();
  }
  cursor.takeComment();
  if (!isBreakOrEnd(cursor.peek())) {
    cursor.fail(
      `found ${show(cursor.peek())} after the "|" or ">" of a block text: put the text on the next line, indented`,
    );
  }
  cursor.takeBreak();
}

function scanIndentation(cursor: Cursor): { breaks: string[]; deepest: number } {
  const breaks: string[] = [];
  let deepest = 0;
  while (cursor.peek() === " " || isBreak(cursor.peek())) {
    if (cursor.peek() === " ") {
      cursor.forward();
      deepest = Math.max(deepest, cursor.column);
    } else {
      breaks.push(cursor.takeBreak());
    }
  }
  if (cursor.peek() === "\t") {
    cursor.noteRefusedByPsych("the first line of a block text cannot start with a tab for Psych");
  }
  return { breaks, deepest };
}

function scanBreaks(cursor: Cursor, indent: number): string[] {
  const breaks: string[] = [];
  for (;;) {
    while (cursor.column < indent && cursor.peek() === " ") cursor.forward();
    if (!isBreak(cursor.peek())) return breaks;
    breaks.push(cursor.takeBreak());
  }
}
