import {
  colon,
  hash,
  isBlankOrEnd,
  isBreak,
  isFlowIndicator,
  questionMark,
  space,
  tab,
} from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { ScalarNode } from "./document.ts";
import { scalarNode } from "./node-properties.ts";

/**
 * Scans an unquoted scalar, over several lines where they are indented deeper than the collection.
 * It ended at the start of a line, where a key may begin, if the cursor is on another line than
 * before. `parentIndent` is the column of the block collection around it, or -1.
 *
 * @see PyYAML scanner.py, scan_plain
 * @see libyaml scanner.c, yaml_parser_scan_plain_scalar
 */
export function scanPlain(cursor: Cursor, insideFlow: boolean, parentIndent: number): ScalarNode {
  const { text, index: start } = cursor;
  const indent = parentIndent + 1;
  let value = "";
  let end = start;
  for (let from = start; ; from = cursor.index) {
    const lineEnd = passWords(cursor, insideFlow);
    if (lineEnd === from) break;
    if (insideFlow) noteSigns(cursor, from, lineEnd);
    end = lineEnd;
    value += text.slice(from, end);
    if (!isBreak(cursor.code)) break;
    const fold = passBreaks(cursor, indent);
    if (fold === "" || !continuesHere(cursor, insideFlow, indent)) break;
    value += fold;
  }
  return scalarNode(start, end, value, "plain");
}

/** Passes the words of one line and the blanks between and behind them; gives where the last word ends. */
function passWords(cursor: Cursor, insideFlow: boolean): number {
  const { text } = cursor;
  let { index } = cursor;
  let end = index;
  for (; ; index += 1) {
    const code = text.charCodeAt(index);
    if (code === tab) cursor.noteTab(index);
    if (code === space || code === tab) continue;
    if (endsPlain(text, index, code, insideFlow) || (code === hash && index !== end)) break;
    end = index + 1;
  }
  cursor.index = index;
  return end;
}

function endsPlain(text: string, index: number, code: number, insideFlow: boolean): boolean {
  if (code === colon) {
    const next = text.charCodeAt(index + 1);
    return isBlankOrEnd(next) || (insideFlow && isFlowIndicator(next));
  }
  return isBlankOrEnd(code) || (insideFlow && isFlowIndicator(code));
}

/** Whether a plain scalar goes on in the line that starts here. */
function continuesHere(cursor: Cursor, insideFlow: boolean, indent: number): boolean {
  const { text, index, code } = cursor;
  if (code === hash || endsPlain(text, index, code, insideFlow)) return false;
  return insideFlow || cursor.column >= indent;
}

/** Notes what only one of the loaders takes for a part of an unquoted text in brackets. */
function noteSigns(cursor: Cursor, start: number, end: number): void {
  const { text } = cursor;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === questionMark) cursor.noteRefusedByPyyaml(noQuestionMark, at);
    else if (code === colon && text.charCodeAt(at + 1) === questionMark) {
      cursor.noteRefusedByPsych(noColon, at);
    }
  }
  if (
    text.charCodeAt(cursor.index) === colon &&
    isFlowIndicator(text.charCodeAt(cursor.index + 1))
  ) {
    cursor.noteRefusedByPsych(noColon);
  }
}

const noQuestionMark = 'PyYAML allows no "?" in an unquoted text in [ ] or { }: quote the text';
const noColon = 'Psych allows no ":" before such a sign in [ ] or { }: write a space behind it';

/** Passes line breaks and indentation; gives what they become, nothing before a document's end. */
function passBreaks(cursor: Cursor, indent: number): string {
  const first = cursor.takeBreak();
  let breaks = "";
  while (!cursor.atDocumentSeparator()) {
    const { code } = cursor;
    if (code === space) cursor.index += 1;
    else if (code === tab) passTab(cursor, indent);
    else if (isBreak(code)) breaks += cursor.takeBreak();
    else return foldBreaks(first, breaks);
  }
  return "";
}

function passTab(cursor: Cursor, indent: number): void {
  if (cursor.column < indent) cursor.fail("a tab cannot indent: use spaces");
  cursor.noteTab();
  cursor.index += 1;
}

/** One line break becomes a space; of several, the first is dropped. */
export function foldBreaks(first: string, breaks: string): string {
  if (first !== "\n") return first + breaks;
  return breaks === "" ? " " : breaks;
}
