import type { PuppetType, StructElement } from "./puppet-type.ts";
import type { TypeExpression } from "./type-expression.ts";
import { UnknownType } from "./unknown-type.ts";

/**
 * A Struct from the hash between its brackets.
 *
 * @throws {UnknownType} for a key that is no text, and neither Optional nor NotUndef of one.
 * @see puppet, lib/puppet/pops/types/type_factory.rb, struct
 */
export function structOf(
  members: TypeExpression,
  typeOf: (expression: TypeExpression) => PuppetType,
): PuppetType {
  if (members.kind !== "hash") throw new UnknownType("no Struct members");
  const elements = members.pairs.map(([key, value]) => ({ ...keyOf(key), value: typeOf(value) }));
  const byName = new Map(elements.map((element) => [`${element.key} ${element.name}`, element]));
  return { kind: "Struct", elements: [...byName.values()] };
}

/** A text of its own lets the member be left out where its value may be undef. */
function keyOf(key: TypeExpression): Pick<StructElement, "name" | "key"> {
  if (key.kind === "string" && key.text !== "") return { name: key.text, key: "String" };
  if (key.kind !== "type") throw new UnknownType("no Struct key");
  const [inside, ...rest] = key.args ?? [];
  const kind = key.name.toLowerCase();
  if (inside?.kind !== "string" || inside.text === "" || rest.length > 0) {
    throw new UnknownType("no Struct key");
  }
  if (kind === "optional") return { name: inside.text, key: "Optional" };
  if (kind === "notundef") return { name: inside.text, key: "NotUndef" };
  throw new UnknownType("no Struct key");
}
