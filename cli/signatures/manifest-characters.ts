/** Codes of the characters that mean something in a manifest. */
const tab = 0x09;
export const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
export const doubleQuote = 0x22;
export const hash = 0x23;
export const dollar = 0x24;
export const singleQuote = 0x27;
export const openParenthesis = 0x28;
export const closeParenthesis = 0x29;
export const star = 0x2a;
export const comma = 0x2c;
export const dot = 0x2e;
export const slash = 0x2f;
export const colon = 0x3a;
export const equals = 0x3d;
export const greaterThan = 0x3e;
export const at = 0x40;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const pipe = 0x7c;
export const closeBrace = 0x7d;
const noBreakSpace = 0xa0;

/** The sorts of characters that may stand in a name; 0 is for all others. */
export const digitSort = 1;
export const upperSort = 2;
export const lowerSort = 3;

const sorts = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return digitSort;
  if (code >= 0x41 && code <= 0x5a) return upperSort;
  return (code >= 0x61 && code <= 0x7a) || code === 0x5f ? lowerSort : 0;
});

/** The sort of a character; 0 also past the end of the text, where the code is NaN. */
export function sortOf(code: number): number {
  return code < 128 ? (sorts[code] ?? 0) : 0;
}

/** White space within a line. Puppet passes over a no-break space, too. */
export function isBlank(code: number): boolean {
  return code === space || code === tab || code === carriageReturn || code === noBreakSpace;
}

/** The character that closes an opening bracket; 0 for any other character. */
export function closerOf(code: number): number {
  if (code === openParenthesis) return closeParenthesis;
  if (code === openBracket) return closeBracket;
  return code === openBrace ? closeBrace : 0;
}

/** Whether a character closes a bracket. */
export function isCloser(code: number): boolean {
  return code === closeParenthesis || code === closeBracket || code === closeBrace;
}

/** Whether an odd number of backslashes stands before. */
export function isEscaped(text: string, position: number): boolean {
  let first = position;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (position - first) % 2 === 1;
}

/** A position that `indexOf` gave, or the end of the text where it found nothing. */
export function orLength(position: number, text: string): number {
  return position < 0 ? text.length : position;
}
