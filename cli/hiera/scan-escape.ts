import { isBreak } from "./characters.ts";
import type { Cursor } from "./cursor.ts";

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
 * Scans an escape of a double-quoted text from its backslash; undefined for an escaped line break.
 *
 * @throws {ScanFault} when it is none.
 * @see PyYAML scanner.py, scan_flow_scalar_non_spaces
 */
export function scanEscape(cursor: Cursor): string | undefined {
  cursor.index += 1;
  if (isBreak(cursor.code)) {
    cursor.takeBreak();
    return undefined;
  }
  const character = cursor.index < cursor.end ? cursor.text.charAt(cursor.index) : "";
  const plain = escapes[character];
  if (plain !== undefined) {
    cursor.index += 1;
    return plain;
  }
  const length = hexDigits[character];
  if (length !== undefined) return scanCode(cursor, character, length);
  return cursor.fail(
    `"\\${character}" is no escape in a double-quoted text: write a backslash as \\\\, or use single quotes`,
    cursor.index - 1,
  );
}

function scanCode(cursor: Cursor, character: string, length: number): string {
  cursor.index += 1;
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  const code = /^[0-9A-Fa-f]+$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (digits.length < length || !isCharacter(code)) {
    return cursor.fail(`"\\${character}" needs ${length} hexadecimal digits of a character`);
  }
  cursor.index += length;
  return String.fromCodePoint(code);
}

/** PyYAML also takes half a surrogate pair, which nothing after it can read. */
function isCharacter(code: number): boolean {
  return code >= 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
}
