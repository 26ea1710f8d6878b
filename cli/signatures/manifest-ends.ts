import {
  colon,
  digitSort,
  dot,
  hash,
  hyphen,
  orLength,
  slash,
  sortOf,
  star,
} from "./manifest-characters.ts";
import { ManifestFault } from "./manifest-fault.ts";

/** Where a name ends that may have `::` between its parts; words may hold hyphens. */
export function nameEnd(text: string, from: number): number {
  let position = from;
  for (;;) {
    while (sortOf(text.charCodeAt(position)) !== 0) position += 1;
    const code = text.charCodeAt(position);
    const isColon = code === colon && text.charCodeAt(position + 1) === colon;
    if (!isColon && code !== hyphen) return position;
    const following = position + (isColon ? 2 : 1);
    if (sortOf(text.charCodeAt(following)) === 0) return position;
    position = following;
  }
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
export function afterComment(text: string, code: number, position: number): number {
  if (code === hash) return orLength(text.indexOf("\n", position), text);
  if (code !== slash || text.charCodeAt(position + 1) !== star) return position;
  const close = text.indexOf("*/", position + 2);
  if (close < 0) throw new ManifestFault(position, "`/*` is never closed");
  return close + 2;
}
