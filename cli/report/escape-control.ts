/** Controls, format characters (bidi overrides among them), line separators and lone surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * `text` with everything that could move a terminal's cursor, colour it or reorder its line
 * written out as `\x1b` or `\u{202e}`, so that a linted text cannot forge our output.
 */
export function escapeControl(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\t") return "  ";
    const hex = code.toString(16);
    return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
  });
}
