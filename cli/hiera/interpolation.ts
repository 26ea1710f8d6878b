/** The methods that Puppet knows inside `%{…}`. */
export const interpolationMethods = ["lookup", "hiera", "alias", "literal", "scope"] as const;

/** One of {@link interpolationMethods}. */
export type InterpolationMethod = (typeof interpolationMethods)[number];

/** A `%{…}` in a text. */
export interface InterpolationToken {
  /** A method, `variable` for `%{name}`, or `empty` for `%{}` and `%{::}`, which give nothing. */
  readonly kind: InterpolationMethod | "variable" | "empty";
  /** The method's argument or the variable's name, as written. */
  readonly key: string;
  /** `key` cut at its dots; empty where it is not cut (`literal`) or cannot be. */
  readonly segments: readonly (string | number)[];
  /** Offsets in the text that was searched, from `%` to behind `}`. */
  readonly start: number;
  readonly end: number;
  /** Why every lookup of this value fails, in Puppet's words. */
  readonly fault: string | undefined;
}

const tokenPattern = /%\{([^}]*)\}/g;
const methodCall = /^(\w+)\((?:"([^"]+)"|'([^']+)')\)$/;
const nothing = new Set(["", "::", '""', "''", '"::"', "'::'"]);

/**
 * Finds every `%{…}` of a text and says what Puppet makes of it. What has no closing brace is no
 * token, and Puppet leaves it as it is.
 *
 * @see puppet lib/puppet/pops/lookup/interpolation.rb
 */
export function findInterpolations(text: string): InterpolationToken[] {
  return [...text.matchAll(tokenPattern)].map(({ 0: whole, 1: inner = "", index }) => {
    const place = { start: index, end: index + whole.length };
    return { ...classify(inner.trim(), whole === text, text), ...place };
  });
}

type Classified = Omit<InterpolationToken, "start" | "end">;

function classify(expression: string, isWholeText: boolean, text: string): Classified {
  if (nothing.has(expression)) return { kind: "empty", key: "", segments: [], fault: undefined };
  const call = methodCall.exec(expression);
  if (call === null) return withSegments("variable", expression, text);
  const [, name = "", doubleQuoted, singleQuoted] = call;
  const key = doubleQuoted ?? singleQuoted ?? "";
  const method = interpolationMethods.find((known) => known === name);
  if (method === undefined) {
    const fault = `Unknown interpolation method '${name}'`;
    return { kind: "variable", key, segments: [], fault };
  }
  if (method === "literal") return { kind: method, key, segments: [], fault: undefined };
  if (method === "alias" && !isWholeText) {
    const fault =
      "'alias' interpolation is only permitted if the expression is equal to the entire string";
    return { kind: method, key, segments: [], fault };
  }
  return withSegments(method, key, text);
}

function withSegments(kind: Classified["kind"], key: string, text: string): Classified {
  const segments = splitKey(key);
  const fault = segments === undefined ? `Syntax error in string: ${text}` : undefined;
  return { kind, key, segments: segments ?? [], fault };
}

/**
 * Cuts a key at its dots; quoted parts stay whole, digits become list indexes. Undefined where
 * Puppet sees a syntax error.
 *
 * @see puppet lib/puppet/pops/lookup/sub_lookup.rb, split_key
 */
export function splitKey(key: string): (string | number)[] | undefined {
  if (!/['".]/.test(key)) return [key];
  const part = /\s*"[^"]+"\s*|\s*'[^']+'\s*|[^'".]+/y;
  const segments: (string | number)[] = [];
  for (let index = 0; index < key.length; index = part.lastIndex + 1) {
    part.lastIndex = index;
    const found = part.exec(key)?.[0].trim();
    if (found === undefined || !["", "."].includes(key.charAt(part.lastIndex))) return undefined;
    segments.push(segmentOf(found));
  }
  return key.endsWith(".") ? undefined : segments;
}

function segmentOf(part: string): string | number {
  if (/^["']/.test(part)) return part.slice(1, -1);
  return /^:?[+-]?[0-9]+$/.test(part) ? Number(part.replace(":", "")) : part;
}
