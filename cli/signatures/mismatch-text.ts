import { inferType } from "./infer-type.ts";
import { isInstance } from "./is-instance.ts";
import { normalise, variantOf } from "./normalise-type.ts";
import { anyType, type PuppetType, type Range } from "./puppet-type.ts";
import type { PuppetValue } from "./puppet-value.ts";
import { expandedText, nameOf, shortName } from "./type-text.ts";

/** What Puppet found instead of what, without the place. */
export interface Words {
  readonly expected: string;
  readonly actual: string;
  /** `expects a String value, got Integer`. */
  readonly message: string;
}

/**
 * A value of the wrong type, in Puppet's words.
 *
 * @see puppet, lib/puppet/pops/types/type_mismatch_describer.rb, TypeMismatch
 */
export function typeWords(given: readonly PuppetType[], value: PuppetValue): Words {
  const expected = normalise(variantOf(given));
  const isOptional = expected.kind === "Optional" && expected.type !== undefined;
  const real = isOptional ? (expected.type ?? anyType) : expected;
  const alternatives = real.kind === "Variant" ? real.types : [real];
  const isDetailed = alternatives.some((type) => asksForDetail(type, value));
  const names = alternatives.map(isDetailed ? expandedText : shortName);
  const unique = [...(isOptional ? ["Undef"] : []), ...(isDetailed ? names : new Set(names))];
  const actual = isDetailed ? detailed(alternatives, value) : shortName(inferType(value));
  const text = listed(unique);
  const message =
    unique.length > 1
      ? `expects a value of type ${text}, got ${actual}`
      : `expects ${withArticle(text)} value, got ${actual}`;
  return { expected: text, actual, message };
}

/**
 * A text that none of an Enum's or Pattern's alternatives takes, in Puppet's words.
 *
 * @see puppet, lib/puppet/pops/types/type_mismatch_describer.rb, PatternMismatch
 */
export function patternWords(given: readonly PuppetType[], value: PuppetValue): Words {
  const type = normalise(variantOf(given));
  const isOptional = type.kind === "Optional" && type.type !== undefined;
  const expected = expandedText(isOptional ? (type.type ?? type) : type);
  const actual = typeof value === "string" ? `'${value}'` : shortName(inferType(value));
  const message = `expects ${isOptional ? "an undef value or " : ""}a match for ${expected}, got ${actual}`;
  return { expected, actual, message };
}

/** A collection of the wrong size, in Puppet's words. */
export function sizeWords(expected: Range, size: number): Words {
  const wanted = sizeText(expected);
  return {
    expected: wanted,
    actual: String(size),
    message: `expects size to be ${wanted}, got ${size}`,
  };
}

function sizeText({ from, to }: Range): string {
  if (from === to) return String(from);
  if (Number(from) === 0) return to === Number.POSITIVE_INFINITY ? "unlimited" : `at most ${to}`;
  return to === Number.POSITIVE_INFINITY ? `at least ${from}` : `between ${from} and ${to}`;
}

function listed(names: readonly string[]): string {
  if (names.length < 3) return names.join(" or ");
  return `${names.slice(0, -1).join(", ")}, or ${names.at(-1)}`;
}

/** @see puppet, lib/puppet/pops/label_provider.rb, article_for_letter */
function withArticle(text: string): string {
  return `${/^["']?[aeiouy]/i.test(text) ? "an" : "a"} ${text}`;
}

/** Whether the kind is right and only its parameters are wrong, so that they must be told. */
function asksForDetail(type: PuppetType, value: PuppetValue): boolean {
  return isOfSameKind(type, value) || fitsDefault(type, value);
}

function isOfSameKind(type: PuppetType, value: PuppetValue): boolean {
  const { kind } = inferType(value);
  if (type.kind === kind || type.kind === "Alias") return true;
  return (type.kind === "Struct" && kind === "Hash") || (type.kind === "Tuple" && kind === "Array");
}

/** Whether the type without its parameters would take the value. */
function fitsDefault(type: PuppetType, value: PuppetValue): boolean {
  const { kind } = resolved(type);
  if (kind === "Enum" || kind === "Pattern") return inferType(value).kind === "String";
  if (kind === "Optional" || kind === "Any" || kind === "Unit") return true;
  if (kind === "NotUndef" || kind === "Sensitive") return kind === "NotUndef" && value !== null;
  const bare = defaults[kind];
  return bare !== undefined && isInstance(value, bare);
}

const unbounded = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const defaults: Readonly<Partial<Record<PuppetType["kind"], PuppetType>>> = {
  Scalar: { kind: "Scalar" },
  ScalarData: { kind: "ScalarData" },
  Numeric: { kind: "Numeric" },
  Integer: { kind: "Integer", ...unbounded },
  Float: { kind: "Float", ...unbounded },
  String: { kind: "String" },
  Boolean: { kind: "Boolean" },
  Collection: { kind: "Collection" },
  Array: { kind: "Array", element: anyType },
  Tuple: { kind: "Tuple", types: [] },
  Hash: { kind: "Hash", key: anyType, value: anyType },
  Iterable: { kind: "Iterable" },
};

function resolved(type: PuppetType): PuppetType {
  return type.kind === "Alias" ? resolved(type.resolve()) : type;
}

function detailed(alternatives: readonly PuppetType[], value: PuppetValue): string {
  const actual = inferType(value);
  const isTold = alternatives.map(resolved).some((type) => isOfSameKind(type, value));
  return isTold ? expandedText(actual) : nameOf(actual);
}
