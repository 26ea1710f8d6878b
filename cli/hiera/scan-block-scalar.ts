import { hash, isBreak, isBreakOrEnd, show, space, tab } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { ScalarNode } from "./document.ts";
import { scalarNode } from "./node-properties.ts";

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
 * @see libyaml scanner.c, yaml_parser_scan_block_scalar
 */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): ScalarNode {
  const start = cursor.index;
  const style = cursor.text.charAt(start) === ">" ? "folded" : "literal";
  cursor.index += 1;
  const { chomping, increment } = scanHeader(cursor);
  const headerEnd = cursor.index;
  const least = Math.max(parentIndent + 1, 1);
  const found = increment === undefined ? scanIndentation(cursor) : undefined;
  const indent = found ? Math.max(least, found.deepest) : least + (increment ?? 1) - 1;
  const leading = found?.breaks ?? scanBreaks(cursor, indent);
  const lines = scanLines(cursor, indent, { leading, isFolded: style === "folded" });
  let { text } = lines;
  if (chomping !== "strip") text += lines.lastBreak;
  if (chomping === "keep") text += lines.trailing;
  return scalarNode(start, lines.end ?? headerEnd, text, style);
}

interface Lines {
  readonly text: string;
  /** The break that ends the last line with text; "" without one. */
  readonly lastBreak: string;
  /** Those of the empty lines behind it. */
  readonly trailing: string;
  readonly end: number | undefined;
}

/** A folded line break becomes a space, or nothing before empty lines; one beside an indented line stays. */
function scanLines(
  cursor: Cursor,
  indent: number,
  { leading, isFolded }: { readonly leading: string; readonly isFolded: boolean },
): Lines {
  let text = "";
  let end: number | undefined;
  let lastBreak = "";
  let trailing = leading;
  let wasIndented = false;
  while (cursor.column === indent && cursor.index < cursor.end) {
    const isIndented = cursor.code === space || cursor.code === tab;
    const isJoined = isFolded && lastBreak === "\n" && !wasIndented && !isIndented;
    if (isJoined) text += trailing === "" ? " " : trailing;
    else text += lastBreak + trailing;
    const lineStart = cursor.index;
    cursor.skipToLineEnd();
    end = cursor.index;
    text += cursor.text.slice(lineStart, end);
    lastBreak = isBreak(cursor.code) ? cursor.takeBreak() : "";
    trailing = scanBreaks(cursor, indent);
    wasIndented = isIndented;
  }
  return { text, lastBreak, trailing, end };
}

function scanHeader(cursor: Cursor): Header {
  const two = cursor.text.slice(cursor.index, cursor.index + 2);
  const marks = /^(?:[+-][0-9]?|[0-9][+-]?)?/.exec(two)?.[0] ?? "";
  cursor.index += marks.length;
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
  if (cursor.code === hash) {
    cursor.noteRefusedByPyyaml('a comment after "|" or ">" needs a space before it');
  }
  for (; cursor.code === space || cursor.code === tab; cursor.index += 1) {
    if (cursor.code === tab) cursor.noteTab();
  }
  cursor.takeComment();
  const { code } = cursor;
  if (!isBreakOrEnd(code)) {
    cursor.fail(
      `found ${show(code)} after the "|" or ">" of a block text: put the text on the next line, indented`,
    );
  }
  if (code !== 0) cursor.takeBreak();
}

function scanIndentation(cursor: Cursor): { breaks: string; deepest: number } {
  let breaks = "";
  let deepest = 0;
  for (;;) {
    cursor.skipSpaces();
    deepest = Math.max(deepest, cursor.column);
    if (!isBreak(cursor.code)) break;
    breaks += cursor.takeBreak();
  }
  noteTab(cursor);
  return { breaks, deepest };
}

function scanBreaks(cursor: Cursor, indent: number): string {
  let breaks = "";
  for (;;) {
    while (cursor.column < indent && cursor.code === space) cursor.index += 1;
    if (!isBreak(cursor.code)) break;
    breaks += cursor.takeBreak();
  }
  if (cursor.column < indent) noteTab(cursor);
  return breaks;
}

function noteTab(cursor: Cursor): void {
  if (cursor.code !== tab) return;
  cursor.noteRefusedByPsych("a line of a block text cannot be indented with a tab for Psych");
}
