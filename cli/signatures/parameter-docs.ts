const tag = /^@param\s+(?:\[[^\]]*\]\s+)?\$?(\w+)\s*(?:\[[^\]]*\])?\s*(.*)$/;

/**
 * What the comment right above a declaration says of each parameter, as puppet-strings reads it:
 * `@param name text`, with further lines of the text indented.
 * @see puppet-strings, lib/puppet-strings/yard/parsers/puppet/statement.rb, extract_docstring
 */
export function parameterDocs(text: string, declaration: number): ReadonlyMap<string, string> {
  const docs = new Map<string, string>();
  if (!text.includes("@param")) return docs;
  const lines = commentAbove(text, declaration);
  let name: string | undefined;
  for (const line of lines) {
    const found = tag.exec(line);
    if (found) {
      name = found[1] ?? "";
      docs.set(name, found[2] ?? "");
    } else if (name !== undefined && /^\s/.test(line)) {
      docs.set(name, `${docs.get(name)} ${line.trim()}`.trim());
    } else if (line !== "") name = undefined;
  }
  return docs;
}

/** The lines of a comment without their `#`, or none where it documents no parameter. */
function commentAbove(text: string, declaration: number): readonly string[] {
  const end = text.lastIndexOf("\n", declaration);
  let start = end;
  while (start > 0) {
    const before = text.lastIndexOf("\n", start - 1);
    if (!isComment(text, before + 1)) break;
    start = before;
  }
  const comment = text.slice(start + 1, Math.max(end, start + 1));
  if (!comment.includes("@param")) return [];
  return comment.split("\n").map((line) => line.replace(/^\s*#+\s?/, "").trimEnd());
}

function isComment(text: string, lineStart: number): boolean {
  let position = lineStart;
  while (text.charCodeAt(position) === 0x20 || text.charCodeAt(position) === 0x09) position += 1;
  return text.charCodeAt(position) === 0x23;
}
