import type { HostFacts, TogetherContext } from "../rule.ts";

/**
 * Says whether somebody asks for a key: code that looks it up by name or by its start, a `%{lookup('key')}` in the
 * texts, or the user, who may know code that nobody here sees. Parameters of classes are not in it.
 */
export function askedKeys({ texts, signatures, host }: TogetherContext): (name: string) => boolean {
  const { lookups } = signatures;
  const others = new Set<string>();
  const starts: string[] = [];
  for (const key of lookups) {
    if (key.endsWith("*")) starts.push(key.slice(0, -1));
    else if (key.includes(".")) others.add(rootKey(key));
  }
  for (const { references } of texts) {
    for (const { key } of references) others.add(rootKey(key));
  }
  const isKnown = knownToUser(host);
  const isStarted = (name: string) => starts.some((start) => name.startsWith(start));
  return (name) => lookups.has(name) || others.has(name) || isKnown(name) || isStarted(name);
}

/** Says whether the user knows who asks for a key; `a::*` stands for all keys below `a`. */
export function knownToUser({ knownKeys = [] }: HostFacts): (name: string) => boolean {
  const names = new Set(knownKeys);
  const prefixes = knownKeys.filter((key) => key.endsWith("::*")).map((key) => key.slice(0, -1));
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

/** `ldap` of `ldap.base.dn`: what stands behind a dot is sought inside the value. */
export function rootKey(key: string): string {
  if (!/['".]/u.test(key)) return key;
  const quoted = /^\s*(?:"([^"]+)"|'([^']+)')/u.exec(key);
  return quoted?.[1] ?? quoted?.[2] ?? key.slice(0, key.indexOf("."));
}

/** `a::b` and `c` of `a::b::c`; a flat key belongs to the class "". */
export function splitName(name: string): {
  readonly className: string;
  readonly parameter: string;
} {
  const colons = name.lastIndexOf("::");
  if (colons <= 0) return { className: "", parameter: name };
  return { className: name.slice(0, colons), parameter: name.slice(colons + 2) };
}
