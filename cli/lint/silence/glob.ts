const compiled = new Map<string, RegExp>();

/**
 * A glob of paths as a regular expression: `*` and `?` stay inside a name, `**` crosses folders,
 * `{a,b}` is either. Node's own `path.matchesGlob` compiles at every call, and warns on Node 22.
 */
export function globPattern(glob: string): RegExp {
  const known = compiled.get(glob);
  if (known !== undefined) return known;
  const pattern = new RegExp(`^${source(glob)}$`, "su");
  compiled.set(glob, pattern);
  return pattern;
}

const signs: Readonly<Record<string, string>> = {
  "**/": "(?:[^/]+/)*",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

function source(glob: string): string {
  return glob
    .replace(/^\.\//u, "")
    .split(/(\{[^{}]*\}|\*\*\/|\*\*|[*?])/u)
    .map(
      (part) => signs[part] ?? alternatives(part) ?? part.replace(/[\\^$.|+()[\]{}/-]/gu, "\\$&"),
    )
    .join("");
}

function alternatives(part: string): string | undefined {
  if (!/^\{.*\}$/su.test(part)) return undefined;
  return `(?:${part.slice(1, -1).split(",").map(source).join("|")})`;
}
