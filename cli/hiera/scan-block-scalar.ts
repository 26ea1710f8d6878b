import { type Cursor, isBlankOrEnd, isBreak, isBreakOrEnd, show } from "./cursor.ts";
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
  const least = Math.max(parentIndent + 1, 1);
  let end = cursor.index;
  let indent = least + (increment ?? 1) - 1;
  let breaks: string[];
  if (increment === undefined) {
    const found = scanIndentation(cursor);
    breaks = found.breaks;
    indent = Math.max(least, found.deepest);
  } else {
    breaks = scanBreaks(cursor, indent);
  }
  const chunks: string[] = [];
  let lineBreak = "";
  while (cursor.column === indent && cursor.peek() !== "\0") {
    chunks.push(...breaks);
    const firstIsBlank = " \t".includes(cursor.peek());
    const lineStart = cursor.index;
    cursor.skipToLineEnd();
    chunks.push(cursor.text.slice(lineStart, cursor.index));
    end = cursor.index;
    lineBreak = cursor.takeBreak();
    breaks = scanBreaks(cursor, indent);
    if (cursor.column !== indent || cursor.peek() === "\0") break;
    const folds = style === "folded" && lineBreak === "\n" && !firstIsBlank;
    if (!folds || " \t".includes(cursor.peek())) chunks.push(lineBreak);
    else if (breaks.length === 0) chunks.push(" ");
  }
  if (chomping !== "strip") chunks.push(lineBreak);
  if (chomping === "keep") chunks.push(...breaks);
  return { type: "scalar", start, end, text: chunks.join(""), style };
}

function scanHeader(cursor: Cursor): Header {
  let chomping: Header["chomping"] = "clip";
  let increment: number | undefined;
  for (let part = 0; part < 2; part += 1) {
    const character = cursor.peek();
    if (chomping === "clip" && (character === "+" || character === "-")) {
      chomping = character === "+" ? "keep" : "strip";
      cursor.forward();
    } else if (increment === undefined && /[0-9]/.test(character)) {
      if (character === "0") cursor.fail("the indentation of a block text is 1 to 9, not 0");
      increment = Number(character);
      cursor.forward();
    }
  }
  if (cursor.peek() === "#") {
    cursor.noteRefusedByPyyaml('a comment after "|" or ">" needs a space before it');
  } else if (!isBlankOrEnd(cursor.peek())) {
    cursor.fail(
      `found ${show(cursor.peek())} after the "|" or ">" of a block text: put the text on the next line, indented`,
    );
  }
  skipHeaderLine(cursor);
  return { chomping, increment };
}

function skipHeaderLine(cursor: Cursor): void {
  while (cursor.peek() === " " || cursor.peek() === "\t") {
    if (cursor.peek() === "\t") cursor.noteTab();
    cursor.forward();
  }
  if (cursor.peek() === "#") cursor.skipToLineEnd();
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
