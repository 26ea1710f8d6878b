import {
  anyType,
  asSize,
  isEmptySize,
  type PuppetType,
  type Range,
  unitType,
} from "./puppet-type.ts";
import { rubyPattern } from "./ruby-pattern.ts";
import { structOf } from "./struct-type.ts";
import type { TypeExpression } from "./type-expression.ts";
import { initType, otherType } from "./type-extras.ts";
import { UnknownType } from "./unknown-type.ts";

/** Gives the type that a name without brackets stands for where Puppet itself has none. */
export type AliasLookup = (name: string) => PuppetType | undefined;

/**
 * Makes a type of its expression.
 *
 * @throws {UnknownType} where Puppet would refuse it, or a name is not known.
 * @see puppet, lib/puppet/pops/types/type_parser.rb
 */
export function buildType(expression: TypeExpression, aliasOf: AliasLookup): PuppetType {
  if (expression.kind !== "type") throw new UnknownType("no type");
  const { name, args } = expression;
  const known = name.toLowerCase();
  if (args?.length === 0) throw new UnknownType(`nothing between the brackets of ${name}`);
  if (args === undefined) {
    const type = bare.get(known) ?? otherType(expression) ?? aliasOf(name);
    if (type === undefined) throw new UnknownType(`unknown name ${name}`);
    return type;
  }
  const build = parameterised[known];
  if (build !== undefined) return build(args, (each) => buildType(each, aliasOf));
  const other = otherType(expression);
  if (other === undefined) throw new UnknownType(`unknown name ${name}`);
  return other;
}

const unbounded: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const bare: ReadonlyMap<string, PuppetType> = new Map<string, PuppetType>([
  ["any", anyType],
  ["scalar", { kind: "Scalar" }],
  ["scalardata", { kind: "ScalarData" }],
  ["undef", { kind: "Undef" }],
  ["numeric", { kind: "Numeric" }],
  ["integer", { kind: "Integer", ...unbounded }],
  ["float", { kind: "Float", ...unbounded }],
  ["string", { kind: "String" }],
  ["boolean", { kind: "Boolean" }],
  ["enum", { kind: "Enum", values: [], ignoresCase: false }],
  ["pattern", { kind: "Pattern", patterns: [] }],
  ["collection", { kind: "Collection" }],
  ["array", { kind: "Array", element: anyType }],
  ["hash", { kind: "Hash", key: anyType, value: anyType }],
  ["tuple", { kind: "Tuple", types: [] }],
  ["struct", { kind: "Struct", elements: [] }],
  ["variant", { kind: "Variant", types: [] }],
  ["optional", { kind: "Optional" }],
  ["notundef", { kind: "NotUndef" }],
  ["sensitive", { kind: "Sensitive" }],
  ["iterable", { kind: "Iterable" }],
]);

type Args = readonly TypeExpression[];
type Build = (args: Args, typeOf: (expression: TypeExpression) => PuppetType) => PuppetType;

const parameterised: Readonly<Record<string, Build>> = {
  integer: (args) => ({ kind: "Integer", ...range(args, unbounded, false) }),
  float: (args) => ({ kind: "Float", ...range(args, unbounded, true) }),
  string: (args, typeOf) => ({ kind: "String", size: sizeOf(args, typeOf) }),
  collection: (args, typeOf) => ({ kind: "Collection", size: sizeOf(args, typeOf) }),
  boolean: (args) => ({ kind: "Boolean", value: booleanOf(only(args)) }),
  enum: enumOf,
  pattern: (args) => ({ kind: "Pattern", patterns: args.map(patternOf) }),
  array: arrayOf,
  hash: hashOf,
  tuple: tupleOf,
  struct: (args, typeOf) => structOf(only(args), typeOf),
  variant: (args, typeOf) => variantOf(args.map(typeOf)),
  optional: (args, typeOf) => ({ kind: "Optional", type: textOrType(only(args), typeOf) }),
  notundef: (args, typeOf) => {
    const type = textOrType(only(args), typeOf);
    return type.kind === "Any" ? { kind: "NotUndef" } : { kind: "NotUndef", type };
  },
  sensitive: (args, typeOf) => ({ kind: "Sensitive", type: typeOf(only(args)) }),
  iterable: (args, typeOf) => ({ kind: "Iterable", type: typeOf(only(args)) }),
  init: (args, typeOf) => initType(typeOf(only(args)), typeOf),
};

function only(args: Args): TypeExpression {
  const [first, ...rest] = args;
  if (first === undefined || rest.length > 0) throw new UnknownType("not one parameter");
  return first;
}

function isBound(expression: TypeExpression | undefined): boolean {
  if (expression?.kind === "default") return true;
  return expression?.kind === "number" && !expression.isFloat;
}

/** One or two bounds; `default` is the open end. */
function range(args: Args, open: Range, takesFloats: boolean): Range {
  if (args.length > 2) throw new UnknownType("more than two bounds");
  const [from = open.from, to = open.to] = args.map((arg, index) => {
    if (arg.kind === "default") return index === 0 ? open.from : open.to;
    if (arg.kind !== "number" || (arg.isFloat && !takesFloats)) throw new UnknownType("no bound");
    return takesFloats ? Number(arg.value) : arg.value;
  });
  if (from > to) throw new UnknownType("no number is in the range");
  return { from, to };
}

/** Bounds of a size, or an Integer type that stands for them; nothing is smaller than empty. */
function sizeOf(args: Args, typeOf: Parameters<Build>[1]): Range {
  const [first] = args;
  const type = first?.kind === "type" && args.length === 1 ? typeOf(first) : undefined;
  if (type !== undefined && type.kind !== "Integer") throw new UnknownType("no size");
  return asSize(type ?? range(args, unbounded, false));
}

function booleanOf(expression: TypeExpression): boolean {
  if (expression.kind !== "boolean") throw new UnknownType("neither true nor false");
  return expression.value;
}

function enumOf(args: Args): PuppetType {
  const last = args.at(-1);
  const words = last?.kind === "boolean" ? args.slice(0, -1) : args;
  const values = words.map((word) => {
    if (word.kind !== "string") throw new UnknownType("no word of an Enum");
    return word.text;
  });
  if (values.length === 0) throw new UnknownType("an Enum of nothing");
  const sorted = [...new Set(values)].sort();
  return { kind: "Enum", values: sorted, ignoresCase: last?.kind === "boolean" && last.value };
}

function patternOf(expression: TypeExpression) {
  const [inside] = expression.kind === "type" ? (expression.args ?? []) : [];
  const isRegexp = expression.kind === "type" && expression.name.toLowerCase() === "regexp";
  const written = isRegexp ? inside : expression;
  const isText = written?.kind === "string" || written?.kind === "regexp";
  const pattern = isText ? rubyPattern(written.text) : undefined;
  if (pattern === undefined) throw new UnknownType("no pattern that can be run");
  return pattern;
}

function arrayOf(args: Args, typeOf: Parameters<Build>[1]): PuppetType {
  const [first, ...rest] = args;
  if (args.length > 3 || first === undefined) throw new UnknownType("Array parameters");
  if (isBound(first)) {
    if (args.length !== 2) throw new UnknownType("Array parameters");
    return sized({ kind: "Array", element: anyType, size: sizeOf(args, typeOf) });
  }
  const element = typeOf(first);
  if (rest.length === 0) return { kind: "Array", element };
  return sized({ kind: "Array", element, size: sizeOf(rest, typeOf) });
}

function hashOf(args: Args, typeOf: Parameters<Build>[1]): PuppetType {
  const [first, second, ...rest] = args;
  if (args.length > 4 || first === undefined || second === undefined) {
    throw new UnknownType("Hash parameters");
  }
  if (isBound(first)) {
    if (rest.length > 0) throw new UnknownType("Hash parameters");
    return sized({ kind: "Hash", key: anyType, value: anyType, size: sizeOf(args, typeOf) });
  }
  const pair = { kind: "Hash", key: typeOf(first), value: typeOf(second) } as const;
  return rest.length === 0 ? pair : sized({ ...pair, size: sizeOf(rest, typeOf) });
}

/** A collection that must be empty asks nothing of its elements. */
function sized(type: Extract<PuppetType, { kind: "Array" | "Hash" }>): PuppetType {
  if (!isEmptySize(type.size)) return type;
  if (type.kind === "Array") return { ...type, element: unitType };
  return { ...type, key: unitType, value: unitType };
}

function tupleOf(args: Args, typeOf: Parameters<Build>[1]): PuppetType {
  const bounds = isBound(args.at(-2)) ? 2 : isBound(args.at(-1)) ? 1 : 0;
  const types = args.slice(0, args.length - bounds).map(typeOf);
  if (bounds === 0) return { kind: "Tuple", types };
  return { kind: "Tuple", types, size: asSize(range(args.slice(-bounds), unbounded, false)) };
}

function textOrType(expression: TypeExpression, typeOf: Parameters<Build>[1]): PuppetType {
  return expression.kind === "string"
    ? { kind: "String", value: expression.text }
    : typeOf(expression);
}

/** Variants inside Variants count as one; a Variant of one type is that type. */
function variantOf(types: readonly PuppetType[]): PuppetType {
  const flat = types.flatMap((type) => (type.kind === "Variant" ? type.types : [type]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind: "Variant", types: flat };
}
