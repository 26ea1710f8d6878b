import { YamlScalar } from "./contract/yaml-scalar.ts";

/** What Go makes of a scalar: a text, a number or a boolean, or nothing. */
export type GoScalar = string | YamlScalar | null;

/** The tags that a scalar may have; any other leaves a text. */
export const scalarTags = ["str", "bool", "int", "float", "null", "binary"] as const;

/** A name in {@link scalarTags}. */
export type ScalarTag = (typeof scalarTags)[number];

/**
 * A scalar as Go's YAML reads it: words and numbers of YAML 1.1, but no base 60. A timestamp stays a text.
 * @param text unquoted, and without a tag
 * @see go-yaml/yaml v2, resolve.go, resolve
 */
export function plainScalar(text: string): GoScalar {
  if (nulls.has(text)) return null;
  const value = words.get(text) ?? numberOf(text);
  return value === undefined ? text : new YamlScalar(text, value);
}

/**
 * A scalar, quoted or not, of which a tag says what it is; undefined where it is not that.
 * @see go-yaml/yaml v2, resolve.go, resolve
 */
export function taggedScalar(tag: ScalarTag, text: string): GoScalar | undefined {
  const scalar = plainScalar(text);
  const kind = scalar instanceof YamlScalar ? typeof scalar.value : undefined;
  const is: Readonly<Record<ScalarTag, () => boolean>> = {
    str: () => true,
    binary: () => base64.test(text.replace(/[\r\n]/g, "")),
    null: () => scalar === null,
    bool: () => kind === "boolean",
    int: () => integerOf(text.replaceAll("_", "")) !== undefined,
    float: () => kind === "number",
  };
  if (!is[tag]()) return undefined;
  if (tag === "binary") return Buffer.from(text, "base64").toString();
  return tag === "str" ? text : scalar;
}

const base64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;
const nulls: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

const words: ReadonlyMap<string, number | boolean> = new Map<string, number | boolean>([
  ...inEachCase(["y", "yes", "true", "on"], true),
  ...inEachCase(["n", "no", "false", "off"], false),
  ...inEachCase([".inf", "+.inf"], Infinity),
  ...inEachCase(["-.inf"], -Infinity),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, NaN] as const),
]);

/** `yes`, `Yes`, `YES`. */
function inEachCase<T>(all: readonly string[], value: T): (readonly [string, T])[] {
  const capital = (word: string) => word.replace(/[a-z]/, (letter) => letter.toUpperCase());
  return all.flatMap((word) =>
    [word, capital(word), word.toUpperCase()].map((each) => [each, value] as const),
  );
}

const digits = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9]\d*)$/;
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const fraction = /^\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?$/;
const leastInteger = -(2n ** 63n);
const mostInteger = 2n ** 64n - 1n;

function numberOf(text: string): number | undefined {
  if (text.startsWith(".")) return fraction.test(text) ? finite(text) : undefined;
  if (!/^[-+\d]/.test(text)) return undefined;
  const plain = text.replaceAll("_", "");
  return integerOf(plain) ?? (decimal.test(plain) ? finite(plain) : undefined);
}

/** Undefined also where 64 bits do not hold it; a decimal one is a float then. */
function integerOf(plain: string): number | undefined {
  if (!digits.test(plain)) return undefined;
  const unsigned = plain.replace(/^[-+]/, "").toLowerCase();
  // Go takes a zero before other digits for octal, as C does.
  const size = BigInt(unsigned.replace(/^0(?=\d)/, "0o"));
  const integer = plain.startsWith("-") ? -size : size;
  const most = plain.startsWith("+") ? mostInteger / 2n : mostInteger;
  return integer >= leastInteger && integer <= most ? Number(integer) : undefined;
}

function finite(text: string): number | undefined {
  const number = Number(text.replaceAll("_", ""));
  return Number.isFinite(number) ? number : undefined;
}
