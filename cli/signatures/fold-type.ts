const gap = String.raw`(?:\s|#[^\n]*(?:\n|$))+`;
const parts = new RegExp(
  [
    String.raw`(?<kept>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<=[[,]\s*)\/(?:[^/\\]|\\.)*\/)`,
    String.raw`(?<=[[{(])${gap}|${gap}(?=[\]}),])`,
    `(?<gap>${gap})`,
  ].join("|"),
  "gs",
);

/**
 * A type's source on one line: comments gone, any white space one space, none inside the edge of a
 * bracket. Strings and regular expressions stay as they are.
 */
export function foldType(source: string): string {
  if (!/[\s#]/.test(source)) return source;
  return source.replace(parts, (_match, kept?: string, space?: string) =>
    kept === undefined ? (space === undefined ? "" : " ") : kept,
  );
}
