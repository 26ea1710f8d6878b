import type { PuppetType } from "./puppet-type.ts";
import { parseTypeExpression, type TypeExpression } from "./type-expression.ts";
import { UnknownType } from "./unknown-type.ts";

/** Types that nothing read from YAML is an instance of, as messages write them. */
const others: ReadonlyMap<string, string> = new Map(
  [
    "Binary",
    "Timestamp",
    "Timespan",
    "SemVer",
    "SemVerRange",
    "URI",
    "Type",
    "Callable",
    "Regexp",
    "Default",
    "Class",
    "Resource",
    "CatalogEntry",
    "Runtime",
    "Iterator",
    "Object",
    "TypeSet",
  ].map((name) => [name.toLowerCase(), name]),
);

/** A type that no data fits, whatever its parameters; undefined for any other. */
export function otherType(expression: TypeExpression): PuppetType | undefined {
  if (expression.kind !== "type") return undefined;
  const name = others.get(expression.name.toLowerCase());
  if (name === undefined) return undefined;
  return { kind: "Other", name, text: expressionText(expression) };
}

function expressionText(expression: TypeExpression): string {
  if (expression.kind === "type") {
    const name = others.get(expression.name.toLowerCase()) ?? expression.name;
    const args = expression.args?.map(expressionText).join(", ");
    return args === undefined ? name : `${name}[${args}]`;
  }
  if (expression.kind === "string") return `'${expression.text}'`;
  if (expression.kind === "regexp") return `/${expression.text}/`;
  if (expression.kind === "number" || expression.kind === "boolean")
    return String(expression.value);
  if (expression.kind === "list") return `[${expression.items.map(expressionText).join(", ")}]`;
  if (expression.kind !== "hash") return expression.kind;
  const pairs = expression.pairs.map((pair) => pair.map(expressionText).join(" => "));
  return `{${pairs.join(", ")}}`;
}

const integer = "/\\A[+-]?\\s*(?:(?:\\d+)|(?:0[xX][0-9A-Fa-f]+)|(?:0[bB][01]+))\\z/";
const float =
  "/\\A[+-]?\\s*(?:(?:(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE]-?\\d+)?)|(?:0[xX][0-9A-Fa-f]+)|(?:0[0-7]+)|(?:0[bB][01]+))\\z/";
const radix = "Variant[Integer[2, 2], Integer[8, 8], Integer[10, 10], Integer[16, 16]]";

/**
 * What a value of each type can be made of, besides one itself, for data alone.
 * @see puppet, lib/puppet/pops/types/types.rb, new_function
 */
const makings: Readonly<Record<string, string>> = {
  Integer: fromNumber(
    `Variant[Numeric, Boolean, Pattern[${integer}]]`,
    `, Optional[radix] => ${radix}`,
    `, ${radix}`,
  ),
  Float: fromNumber(`Variant[Numeric, Boolean, Pattern[${float}]]`, "", ""),
  Numeric: fromNumber(`Variant[Numeric, Boolean, Pattern[${float}]]`, "", ""),
  Boolean: "Variant[Integer, Float, Boolean, Enum['false', 'true', 'yes', 'no', 'y', 'n', true]]",
};

function fromNumber(convertible: string, named: string, positional: string): string {
  const count = positional === "" ? 2 : 3;
  return `Variant[${convertible}, Struct[{from => ${convertible}${named}, Optional[abs] => Boolean}], Tuple[${convertible}${positional}, Boolean, 1, ${count}]]`;
}

/**
 * `Init[T]`.
 *
 * @throws {UnknownType} for a T whose conversions are not known here.
 * @see puppet, lib/puppet/pops/types/p_init_type.rb
 */
export function initType(
  type: PuppetType,
  typeOf: (expression: TypeExpression) => PuppetType,
): PuppetType {
  const making = makings[type.kind];
  if (making === undefined) throw new UnknownType(`unknown conversions to ${type.kind}`);
  const made = typeOf(parseTypeExpression(making));
  return { kind: "Init", type, accepts: { kind: "Variant", types: [type, made] } };
}
