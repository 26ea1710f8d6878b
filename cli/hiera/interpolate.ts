import { findInterpolations, type InterpolationToken } from "./interpolation.ts";
import { rubyText } from "./ruby-text.ts";
import type { HieraValue } from "./value.ts";

/** Where interpolation finds what it names; undefined means that there is no such thing. */
export interface InterpolationResolver {
  /** A Hiera key, without what follows its first dot. */
  readonly lookup: (key: string) => HieraValue | undefined;
  /** A variable or fact (`facts`, `fqdn`), without leading `::` and without what follows a dot. */
  readonly variable: (name: string) => HieraValue | undefined;
}

/** A value with every `%{…}` replaced, or why Puppet refuses to. */
export type Interpolated =
  | { readonly ok: true; readonly value: HieraValue }
  | { readonly ok: false; readonly message: string };

class InterpolationFault extends Error {}

/**
 * Replaces every `%{…}` in the keys and values, as Puppet 7 does when it looks a value up; what is
 * not found becomes the empty text.
 *
 * @see puppet lib/puppet/pops/lookup/interpolation.rb
 */
export function interpolate(value: HieraValue, resolver: InterpolationResolver): Interpolated {
  try {
    return { ok: true, value: interpolateValue(value, resolver, []) };
  } catch (error) {
    if (error instanceof InterpolationFault) return { ok: false, message: error.message };
    throw error;
  }
}

function interpolateValue(
  value: HieraValue,
  resolver: InterpolationResolver,
  underway: readonly string[],
): HieraValue {
  if (typeof value === "string") return interpolateText(value, resolver, underway);
  if (Array.isArray(value)) return value.map((item) => interpolateValue(item, resolver, underway));
  if (!(value instanceof Map)) return value;
  return new Map(
    [...value].map(([key, item]) => [
      interpolateValue(key, resolver, underway),
      interpolateValue(item, resolver, underway),
    ]),
  );
}

function interpolateText(
  text: string,
  resolver: InterpolationResolver,
  underway: readonly string[],
): HieraValue {
  let result = "";
  let done = 0;
  for (const token of findInterpolations(text)) {
    if (token.fault !== undefined) throw new InterpolationFault(token.fault);
    const value = resolve(token, resolver, underway);
    if (token.kind === "alias") return value;
    result += text.slice(done, token.start) + (value === null ? "" : rubyText(value));
    done = token.end;
  }
  return result + text.slice(done);
}

function resolve(
  token: InterpolationToken,
  resolver: InterpolationResolver,
  underway: readonly string[],
): HieraValue {
  if (token.kind === "empty") return "";
  const name =
    token.kind === "scope" || token.kind === "variable" ? `scope:${token.key}` : token.key;
  if (underway.includes(name)) {
    throw new InterpolationFault(`Recursive lookup detected in [${underway.join(", ")}]`);
  }
  const found = find(token, resolver);
  return found === undefined ? "" : interpolateValue(found, resolver, [...underway, name]);
}

function find(token: InterpolationToken, resolver: InterpolationResolver): HieraValue | undefined {
  if (token.kind === "literal") return token.key;
  const [root = "", ...rest] = token.segments;
  const isVariable = token.kind === "scope" || token.kind === "variable";
  const start = isVariable
    ? resolver.variable(String(root).replace(/^::/, ""))
    : resolver.lookup(String(root));
  return rest.reduce<HieraValue | undefined>(dig, start);
}

function dig(value: HieraValue | undefined, segment: string | number): HieraValue | undefined {
  if (Array.isArray(value)) return typeof segment === "number" ? value.at(segment) : undefined;
  return value instanceof Map ? value.get(segment) : undefined;
}
