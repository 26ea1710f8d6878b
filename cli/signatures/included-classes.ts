const bareName = String.raw`(?:::)?[a-z]\w*(?:::\w+)*`;
const name = `(?:'${bareName}'|"${bareName}"|${bareName}(?![-w]))`;
const names = String.raw`(${name}(?:\s*,\s*${name})*)`;
const gap = String.raw`(?:\s|#[^\n]*\n)*`;
const named = new RegExp(String.raw`[ \t]*(?:\(\s*)?${names}`, "y");
const declared = new RegExp(
  String.raw`\s*\{\s*(?:\[\s*)?${names}(?:\s*,)?(?:\s*\])?\s*:${gap};?${gap}\}`,
  "y",
);
const functions: ReadonlySet<string> = new Set(["include", "require", "contain"]);

/** The classes that a statement brings in whose first word stands from `start` to `end`. */
export function includedAfter(text: string, start: number, end: number): readonly string[] {
  const word = text.slice(start, end);
  const pattern = functions.has(word) ? named : word === "class" ? declared : undefined;
  if (!pattern) return [];
  pattern.lastIndex = end;
  const names = pattern.exec(text)?.[1];
  return names === undefined ? [] : names.split(",").map(bare);
}

function bare(written: string): string {
  return written
    .replace(/['"\s]/g, "")
    .replace(/^::/, "")
    .toLowerCase();
}
