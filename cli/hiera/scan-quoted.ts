import { type Cursor, isBlankOrEnd, isBreak, show } from "./cursor.ts";
import type { Token } from "./token.ts";

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\x08",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1B",
  " ": " ",
  '"': '"',
  "\\": "\\",
  "/": "/",
  N: "\x85",
  _: "\xA0",
  L: "\u2028",
  P: "\u2029",
};

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Scans a quoted scalar from its opening quote.
 *
 * @throws {ScanFault} when it has no end, or an unknown escape.
 * @see PyYAML scanner.py, scan_flow_scalar
 */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.index;
  const quote = cursor.take(1);
  const chunks = [scanWords(cursor, quote, start)];
  while (cursor.peek() !== quote) {
    chunks.push(scanBlanks(cursor, start));
    chunks.push(scanWords(cursor, quote, start));
  }
  cursor.forward();
  const style = quote === '"' ? "double" : "single";
  return { type: "scalar", start, end: cursor.index, text: chunks.join(""), style };
}

/** Everything up to the next blank, line break or closing quote. */
function scanWords(cursor: Cursor, quote: string, start: number): string {
  let words = "";
  for (;;) {
    const character = cursor.peek();
    const isDoubled = quote === "'" && cursor.prefix(2) === "''";
    if (isDoubled) cursor.forward();
    else if (character === quote || isBlankOrEnd(character)) return words;
    if (quote === '"' && character === "\\") words += scanEscape(cursor, start);
    else words += cursor.take(1);
  }
}

function scanEscape(cursor: Cursor, start: number): string {
  cursor.forward();
  const character = cursor.peek();
  if (isBreak(character)) {
    cursor.takeBreak();
    return scanBreaks(cursor, start).join("");
  }
  const plain = escapes[character];
  if (plain !== undefined) {
    cursor.forward();
    return plain;
  }
  const length = hexDigits[character];
  if (length === undefined) {
    return cursor.fail(
      `"\\${character}" is no escape in a double-quoted text: write a backslash as \\\\, or use single quotes`,
      cursor.index - 1,
    );
  }
  cursor.forward();
  const digits = cursor.prefix(length);
  const code = /^[0-9A-Fa-f]+$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (digits.length < length || !isCharacter(code)) {
    return cursor.fail(`"\\${character}" needs ${length} hexadecimal digits of a character`);
  }
  cursor.forward(length);
  return String.fromCodePoint(code);
}

/** PyYAML also takes half a surrogate pair, which nothing after it can read. */
function isCharacter(code: number): boolean {
  return code >= 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
}

function scanBlanks(cursor: Cursor, start: number): string {
  let blanks = "";
  while (cursor.peek() === " " || cursor.peek() === "\t") blanks += cursor.take(1);
  const character = cursor.peek();
  if (character === "\0") {
    cursor.fail(`the quote opened here has no closing quote`, start);
  }
  if (!isBreak(character)) return blanks;
  const lineBreak = cursor.takeBreak();
  const breaks = scanBreaks(cursor, start);
  return foldBreaks(lineBreak, breaks);
}

/** One line break becomes a space; of several, the first is dropped. */
export function foldBreaks(lineBreak: string, breaks: readonly string[]): string {
  if (lineBreak !== "\n") return lineBreak + breaks.join("");
  return breaks.length === 0 ? " " : breaks.join("");
}

function scanBreaks(cursor: Cursor, start: number): string[] {
  const breaks: string[] = [];
  for (;;) {
    if (cursor.column === 0 && cursor.atDocumentSeparator()) {
      cursor.fail(`found ${show(cursor.prefix(3))} inside a quoted text`, start);
    }
    while (cursor.peek() === " " || cursor.peek() === "\t") cursor.forward();
    if (!isBreak(cursor.peek())) return breaks;
    breaks.push(cursor.takeBreak());
  }
}
