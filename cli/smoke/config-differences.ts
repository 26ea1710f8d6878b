import { isDeepStrictEqual } from "node:util";
import { load, YAML11_SCHEMA } from "js-yaml";
import { isSecretPath } from "../base/secret-name.ts";

/** The data of a configuration's text; undefined where it is not YAML. */
export function parseConfig(text: string): unknown {
  try {
    return load(text, { schema: YAML11_SCHEMA });
  } catch {
    return undefined;
  }
}

/**
 * Where `actual` says something else than `expected`, as `cassandra.port: 9043 instead of 9042`.
 * The order of keys says nothing. A `%{…}` of Hiera stands for whatever Puppet put in its place.
 */
export function configDifferences(
  expected: unknown,
  actual: unknown,
  path = "",
): readonly string[] {
  if (isMapping(expected) && isMapping(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) =>
      configDifferences(expected[name], actual[name], path === "" ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item, index) =>
      configDifferences(item, actual[index], `${path}[${index}]`),
    );
  }
  return agrees(expected, actual) ? [] : [describe(path, expected, actual)];
}

function agrees(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "string" || !expected.includes("%{"))
    return isDeepStrictEqual(expected, actual);
  const literal = expected.split(/%\{[^}]*\}/u).map(escapeRegExp);
  return new RegExp(`^${literal.join("[^]*")}$`, "u").test(String(actual));
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}]/gu, "\\$&");
}

function describe(path: string, expected: unknown, actual: unknown): string {
  const place = path === "" ? "the whole text" : path;
  if (actual === undefined) return `${place}: missing`;
  if (expected === undefined) return `${place}: not asked for`;
  if (isSecretPath(path.split(/[.[]/u))) return `${place}: another value`;
  if (isCollection(expected) || isCollection(actual)) return `${place}: differs`;
  return `${place}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
}

function isCollection(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return isCollection(value) && !Array.isArray(value);
}
