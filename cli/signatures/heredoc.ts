import { isBlank, newline, orLength } from "./manifest-characters.ts";
import { ManifestFault } from "./manifest-fault.ts";

/** `@("TAG":syntax/escapes)` and the text that belongs to it; `end`s are exclusive. */
export interface Heredoc {
  /** Of the `@(…)`. */
  readonly markEnd: number;
  /** The line feed behind which its text begins, or that of another heredoc before it. */
  readonly lineEnd: number;
  readonly textStart: number;
  readonly textEnd: number;
  /** Of the line that holds the closing tag. */
  readonly end: number;
  readonly isInterpolated: boolean;
}

/**
 * The heredoc whose `@(` stands at `start`. `pending` is where a heredoc of the same line ends.
 * @throws {ManifestFault} where it has no text or no end
 * @see puppet, lib/puppet/pops/parser/heredoc_support.rb
 */
export function heredocAt(
  text: string,
  start: number,
  pending: { readonly lineEnd: number; readonly end: number },
): Heredoc {
  const close = orLength(text.indexOf(")", start), text);
  const named =
    text
      .slice(start + 2, close)
      .split(/[:/]/)[0]
      ?.trim() ?? "";
  const isInterpolated = named.startsWith('"');
  const tag = isInterpolated ? named.slice(1, -1).trim() : named;
  const lineEnd = text.indexOf("\n", close);
  if (tag === "" || lineEnd < 0) throw new ManifestFault(start, "a heredoc has no text");
  const textStart = pending.lineEnd === lineEnd ? pending.end : lineEnd + 1;
  const found = closingLine(text, tag, textStart);
  if (!found) throw new ManifestFault(start, `the heredoc ${tag} is never closed`);
  return { markEnd: close + 1, lineEnd, textStart, isInterpolated, ...found };
}

/** The first line that ends in the tag ends the text: Puppet does not ask what stands before it. */
function closingLine(
  text: string,
  tag: string,
  from: number,
): Pick<Heredoc, "textEnd" | "end"> | undefined {
  for (let at = text.indexOf(tag, from); at >= 0; at = text.indexOf(tag, at + 1)) {
    let lineEnd = at + tag.length;
    while (isBlank(text.charCodeAt(lineEnd))) lineEnd += 1;
    if (lineEnd === text.length || text.charCodeAt(lineEnd) === newline) {
      return { textEnd: text.lastIndexOf("\n", at) + 1, end: Math.min(lineEnd + 1, text.length) };
    }
  }
  return undefined;
}
