const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * The bytes that Ruby's `unpack("m")` makes of a text: foreign characters are skipped, and a `=` that
 * stands for the third or fourth of four ends the text.
 *
 * @see ruby pack.c, pack_unpack_internal
 */
export function unpackAsRuby(text: string): Uint8Array {
  const digits: number[] = [];
  for (const character of text) {
    if (character === "=" && digits.length % 4 >= 2) break;
    const digit = alphabet.indexOf(character);
    if (digit >= 0) digits.push(digit);
  }
  return bytesOf(digits);
}

/**
 * The bytes that Python's `base64.decodebytes` makes of a text; undefined where the last group of four
 * is not whole. Foreign characters are skipped, and a `=` too early.
 *
 * @see cpython binascii.c, binascii_a2b_base64_impl
 */
export function decodeAsPython(text: string): Uint8Array | undefined {
  const digits: number[] = [];
  let pads = 0;
  for (const character of text) {
    const filled = digits.length % 4;
    const digit = alphabet.indexOf(character);
    if (digit >= 0) {
      digits.push(digit);
      pads = 0;
    } else if (character === "=" && filled >= 2) {
      pads += 1;
      if (filled + pads >= 4) return bytesOf(digits);
    }
  }
  return digits.length % 4 === 0 ? bytesOf(digits) : undefined;
}

/** Of a last group, two digits are one byte, three are two, and one is none. */
function bytesOf(digits: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = digits.slice(at, at + 4);
    const three = [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d];
    bytes.push(...three.slice(0, Math.min(3, digits.length - at - 1)).map((byte) => byte & 0xff));
  }
  return Uint8Array.from(bytes);
}
