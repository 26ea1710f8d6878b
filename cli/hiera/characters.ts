/** Codes of the characters that mean something in YAML. */
export const tab = 9;
export const lineFeed = 10;
export const carriageReturn = 13;
export const space = 32;
export const doubleQuote = 34;
export const hash = 35;
export const percent = 37;
export const ampersand = 38;
export const singleQuote = 39;
export const asterisk = 42;
export const comma = 44;
export const dash = 45;
export const dot = 46;
export const colon = 58;
export const greater = 62;
export const questionMark = 63;
export const openBracket = 91;
export const backslash = 92;
export const closeBracket = 93;
export const openBrace = 123;
export const pipe = 124;
export const closeBrace = 125;
export const byteOrderMark = 0xfeff;

/** The characters with which no plain text can start, by their codes. */
export const reservedCharacters: readonly (string | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => {
    const character = String.fromCharCode(code);
    return "\t\"#%&'*!|>@`".includes(character) ? character : undefined;
  },
);

/** Whether a character ends a line in YAML 1.1. */
export function isBreak(code: number): boolean {
  return code <= carriageReturn
    ? code === lineFeed || code === carriageReturn
    : code > 126 && (code === 0x85 || code === 0x2028 || code === 0x2029);
}

/** Whether a character ends a line or is the "\0" behind the text. */
export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

/** Whether a character is a blank, a line break or the "\0" behind the text. */
export function isBlankOrEnd(code: number): boolean {
  return code <= space || (code > 126 && isBreak(code));
}

/** Whether a character ends an unquoted text in brackets. */
export function isFlowIndicator(code: number): boolean {
  return (
    code === comma ||
    code === openBracket ||
    code === closeBracket ||
    code === openBrace ||
    code === closeBrace
  );
}

/** A character as an error message shows it. */
export function show(code: number): string {
  return code === 0 ? "the end of the text" : JSON.stringify(String.fromCodePoint(code));
}

/** Whether a text has a character that YAML does not allow, or half of a pair of surrogates. */
export function mayBeUnprintable(text: string): boolean {
  return suspect.test(text);
}

const suspect = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD]/;
