import { digitSort, dot, hash, orLength, slash, sortOf, star } from "./manifest-characters.ts";
import { ManifestFault } from "./manifest-fault.ts";

const name = /\w*(?:(?:::|-)\w+)*/y;
const blanks = /[ \t\r\n\u00a0]*/y;

/** Where a name ends that may have `::` between its parts; words may hold hyphens. */
export function nameEnd(text: string, from: number): number {
  return endOf(name, text, from);
}

/** Where white space ends, line ends included. Puppet passes over a no-break space, too. */
export function blanksEnd(text: string, from: number): number {
  return endOf(blanks, text, from);
}

/** Of a pattern that fits everywhere. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

/** Where a number ends, with its fraction and exponent. */
export function numberEnd(text: string, from: number): number {
  for (let position = from + 1; ; position += 1) {
    const code = text.charCodeAt(position);
    const isPoint = code === dot && sortOf(text.charCodeAt(position + 1)) === digitSort;
    if (!isPoint && sortOf(code) === 0) return position;
  }
}

/**
 * Where a comment ends that begins at `position`; `position` itself where none does.
 * @throws {ManifestFault} at a comment that never ends
 */
export function afterComment(text: string, position: number): number {
  const code = text.charCodeAt(position);
  if (code === hash) return orLength(text.indexOf("\n", position), text);
  if (code !== slash || text.charCodeAt(position + 1) !== star) return position;
  const close = text.indexOf("*/", position + 2);
  if (close < 0) throw new ManifestFault(position, "`/*` is never closed");
  return close + 2;
}
