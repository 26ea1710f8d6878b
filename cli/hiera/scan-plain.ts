import { type Cursor, isBlankOrEnd, isBreak } from "./cursor.ts";
import { foldBreaks } from "./scan-quoted.ts";
import type { Token } from "./token.ts";

/** A plain scalar, and whether it ended at the start of a line, where a key may begin. */
interface PlainScalar {
  readonly token: Token;
  readonly endedAtLineStart: boolean;
}

/** Where a plain scalar stands. */
interface PlainContext {
  readonly insideFlow: boolean;
  /** The column of the block collection around it, or -1. */
  readonly parentIndent: number;
}

/**
 * Scans an unquoted scalar, over several lines where they are indented deeper than the collection.
 *
 * @see PyYAML scanner.py, scan_plain
 * @see libyaml scanner.c, yaml_parser_scan_plain_scalar
 */
export function scanPlain(cursor: Cursor, context: PlainContext): PlainScalar {
  const start = cursor.index;
  const indent = context.parentIndent + 1;
  let end = start;
  let text = "";
  let spaces = "";
  let endedAtLineStart = false;
  while (cursor.peek() !== "#") {
    const length = wordLength(cursor, context.insideFlow);
    if (length === 0) break;
    endedAtLineStart = false;
    text += spaces + cursor.take(length);
    end = cursor.index;
    const gap = scanGap(cursor, context.insideFlow ? 0 : indent);
    endedAtLineStart = gap.crossedLine;
    spaces = gap.text;
    if (spaces === "" || (!context.insideFlow && cursor.column < indent)) break;
  }
  return { token: { type: "scalar", start, end, text, style: "plain" }, endedAtLineStart };
}

function wordLength(cursor: Cursor, insideFlow: boolean): number {
  let length = 0;
  while (!endsWord(cursor, length, insideFlow)) {
    if (insideFlow && cursor.peek(length) === "?") {
      cursor.noteRefusedByPyyaml(
        'PyYAML allows no "?" in an unquoted text in [ ] or { }: quote the text',
        length,
      );
    }
    length += 1;
  }
  return length;
}

function endsWord(cursor: Cursor, ahead: number, insideFlow: boolean): boolean {
  const character = cursor.peek(ahead);
  if (isBlankOrEnd(character)) return true;
  if (character === ":") {
    const next = cursor.peek(ahead + 1);
    return isBlankOrEnd(next) || (insideFlow && ",[]{}".includes(next));
  }
  return insideFlow && ",[]{}".includes(character);
}

function scanGap(cursor: Cursor, indent: number): { text: string; crossedLine: boolean } {
  let blanks = "";
  while (" \t".includes(cursor.peek())) {
    if (cursor.peek() === "\t") cursor.noteTab();
    blanks += cursor.take(1);
  }
  if (!isBreak(cursor.peek())) return { text: blanks, crossedLine: false };
  const lineBreak = cursor.takeBreak();
  const breaks: string[] = [];
  while (!(cursor.column === 0 && cursor.atDocumentSeparator())) {
    if (isBreak(cursor.peek())) breaks.push(cursor.takeBreak());
    else if (" \t".includes(cursor.peek())) skipIndentation(cursor, indent);
    else return { text: foldBreaks(lineBreak, breaks), crossedLine: true };
  }
  return { text: "", crossedLine: true };
}

function skipIndentation(cursor: Cursor, indent: number): void {
  if (cursor.peek() === "\t") {
    if (cursor.column < indent) cursor.fail("a tab cannot indent: use spaces");
    cursor.noteTab();
  }
  cursor.forward();
}
