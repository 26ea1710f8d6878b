/**
 * Whether a prefix reaches a host, as the ENC's SQL asks `fqdn LIKE CONCAT(prefix, '%')`: any
 * beginning does, without regard to dots and dashes, and `_` and `%` in a prefix are wildcards.
 * The whole project is `_` alone.
 */
export function prefixMatches(prefix: string, fqdn: string): boolean {
  if (prefix === "_") return true;
  const pattern = prefix.replace(/\\.|./gsu, (character) => {
    if (character === "%") return ".*";
    if (character === "_") return ".";
    const isEscaped = character.length > 1 && character.startsWith("\\");
    return escapeRegExp(isEscaped ? character.slice(1) : character);
  });
  return new RegExp(`^${pattern}`, "su").test(fqdn);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
