import type { Edit, KeyFact } from "../rule.ts";

/** The edit that gives a key another name; undefined where its writing has escapes. */
export function renameKey(
  { name, span }: Pick<KeyFact, "name" | "span">,
  newName: string,
): Edit | undefined {
  const extra = span.end - span.start - name.length;
  if (extra !== 0 && extra !== 2) return undefined;
  const start = span.start + extra / 2;
  return { start, end: start + name.length, text: newName };
}
