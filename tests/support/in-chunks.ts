import { LineReader } from "../../cli/ssh/lines.ts";

/** The lines of a text whose bytes arrive in pieces that end at `cuts`. */
export function linesInChunks(text: string, cuts: readonly number[]): readonly string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  const bytes = Buffer.from(text);
  let start = 0;
  for (const end of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(start, end));
    start = Math.max(start, end);
  }
  return lines;
}
