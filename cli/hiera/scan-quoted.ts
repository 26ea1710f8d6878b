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
import { scanEscape } from "./scan-escape.ts";
import { foldBreaks } from "./scan-plain.ts";
import { scalarToken, type Token } from "./token.ts";

/**
 * Scans a quoted scalar from its opening quote.
 *
 * @throws {ScanFault} when it has no end, or an unknown escape.
 * @see PyYAML scanner.py, scan_flow_scalar
 */
export function scanQuoted(cursor: Cursor): Token {
  const { text, index: start } = cursor;
  const quote = cursor.code;
  const style = quote === doubleQuote ? "double" : "single";
  const end = simpleEnd(text, start + 1, quote);
  if (end !== undefined) {
    cursor.index = end + 1;
    return scalarToken(start, end + 1, text.slice(start + 1, end), style);
  }
  cursor.index = start + 1;
  let value = scanWords(cursor, quote, start);
  while (cursor.code !== quote) {
    value += scanBlanks(cursor, start);
    value += scanWords(cursor, quote, start);
  }
  cursor.index += 1;
  return scalarToken(start, cursor.index, value, style);
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
  let words = "";
  for (let from = cursor.index; ; from = cursor.index) {
    passPlainCharacters(cursor, quote);
    const { index, code } = cursor;
    words += text.slice(from, index);
    if (code === backslash && quote === doubleQuote) {
      words += scanEscape(cursor) ?? scanBreaks(cursor, start);
    } else if (quote === singleQuote && text.startsWith("''", index)) {
      words += "'";
      cursor.index += 2;
    } else return words;
  }
}

function passPlainCharacters(cursor: Cursor, quote: number): void {
  const { text } = cursor;
  let { index } = cursor;
  for (; ; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote || isBlankOrEnd(code)) break;
    if (code === backslash && quote === doubleQuote) break;
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
