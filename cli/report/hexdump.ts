/** Bytes as `offset  hex  text`, sixteen a line; `hex` is two digits a byte. */
export function hexdump(hex: string, offset: number): readonly string[] {
  const bytes = Buffer.from(hex, "hex");
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const row = bytes.subarray(start, start + 16);
    const digits = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
    ).join("");
    const place = (offset + start).toString(16).padStart(8, "0");
    lines.push(`${place}  ${digits.padEnd(47)}  ${text}`);
  }
  return lines;
}
