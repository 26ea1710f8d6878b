import {
  backslash,
  doubleQuote,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  singleQuote,
  space,
  tab,
} from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { ScalarNode } from "./document.ts";
import { scalarNode } from "./node-properties.ts";
import { scanEscape } from "./scan-escape.ts";
import { foldBreaks } from "./scan-plain.ts";

/** Pieces that are joined at once: millions of them would take more memory than the text. */
const mostPieces = 4096;

/**
 * Scans a quoted scalar from its opening quote.
 *
 * @throws {ScanFault} when it has no end, or an unknown escape.
 * @see PyYAML scanner.py, scan_flow_scalar
 */
export function scanQuoted(cursor: Cursor): ScalarNode {
  const { text, index: start } = cursor;
  const quote = cursor.code;
  const style = quote === doubleQuote ? "double" : "single";
  const end = simpleEnd(text, start + 1, quote);
  if (end !== undefined) {
    cursor.index = end + 1;
    return scalarNode(start, end + 1, text.slice(start + 1, end), style);
  }
  cursor.index = start + 1;
  let value = "";
  let pieces = [scanWords(cursor, quote, start)];
  while (cursor.code !== quote) {
    pieces.push(scanBlanks(cursor, start), scanWords(cursor, quote, start));
    if (pieces.length < mostPieces) continue;
    value += pieces.join("");
    pieces = [];
  }
  cursor.index += 1;
  return scalarNode(start, cursor.index, value + pieces.join(""), style);
}

/** Where the closing quote is, if nothing before it is anything but itself. */
function simpleEnd(text: string, start: number, quote: number): number | undefined {
  for (let index = start; ; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      const isDoubled = quote === singleQuote && text.charCodeAt(index + 1) === singleQuote;
      return isDoubled ? undefined : index;
    }
    if (isBreakOrEnd(code) || (code === backslash && quote === doubleQuote)) return undefined;
  }
}

/** Everything up to the next blank, line break or closing quote. */
function scanWords(cursor: Cursor, quote: number, start: number): string {
  const { text } = cursor;
  if (quote === singleQuote) {
    const from = cursor.index;
    passSingleQuoted(cursor);
    return text.slice(from, cursor.index).replaceAll("''", "'");
  }
  let words = "";
  for (let from = cursor.index; ; from = cursor.index) {
    passDoubleQuoted(cursor);
    words += text.slice(from, cursor.index);
    if (cursor.code !== backslash) return words;
    words += scanEscape(cursor) ?? scanBreaks(cursor, start);
  }
}

function passSingleQuoted(cursor: Cursor): void {
  const { text } = cursor;
  let { index } = cursor;
  for (; ; index += 1) {
    const code = text.charCodeAt(index);
    if (isBlankOrEnd(code)) break;
    if (code !== singleQuote) continue;
    if (text.charCodeAt(index + 1) !== singleQuote) break;
    index += 1;
  }
  cursor.index = index;
}

function passDoubleQuoted(cursor: Cursor): void {
  const { text } = cursor;
  let { index } = cursor;
  for (; ; index += 1) {
    const code = text.charCodeAt(index);
    if (code === doubleQuote || code === backslash || isBlankOrEnd(code)) break;
  }
  cursor.index = index;
}

function scanBlanks(cursor: Cursor, start: number): string {
  const from = cursor.index;
  passBlanks(cursor);
  const { code } = cursor;
  if (code === 0) cursor.fail("the quote opened here has no closing quote", start);
  if (!isBreak(code)) return cursor.text.slice(from, cursor.index);
  const first = cursor.takeBreak();
  return foldBreaks(first, scanBreaks(cursor, start));
}

function scanBreaks(cursor: Cursor, start: number): string {
  let breaks = "";
  for (;;) {
    if (cursor.atDocumentSeparator()) {
      const mark = cursor.text.slice(cursor.index, cursor.index + 3);
      cursor.fail(`found "${mark}" inside a quoted text`, start);
    }
    passBlanks(cursor);
    if (!isBreak(cursor.code)) return breaks;
    breaks += cursor.takeBreak();
  }
}

function passBlanks(cursor: Cursor): void {
  while (cursor.code === space || cursor.code === tab) cursor.index += 1;
}
