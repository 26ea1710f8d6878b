import { isArray } from "./is-instance.ts";
import { normalise, variantOf } from "./normalise-type.ts";
import { type PuppetType, type Range, unitType } from "./puppet-type.ts";
import { openString, PuppetFloat, type PuppetValue, symbolValue } from "./puppet-value.ts";

/**
 * The narrowest type of a value.
 *
 * @see puppet, lib/puppet/pops/types/type_calculator.rb, infer_set
 */
export function inferType(value: PuppetValue): PuppetType {
  if (value === null) return { kind: "Undef" };
  if (typeof value === "boolean") return { kind: "Boolean", value };
  if (typeof value === "string") return { kind: "String", value };
  if (value === openString) return { kind: "String" };
  if (typeof value === "number" || typeof value === "bigint") {
    return { kind: "Integer", from: value, to: value };
  }
  if (value instanceof PuppetFloat) return { kind: "Float", from: value.value, to: value.value };
  if (isArray(value)) return inferArray(value);
  if (value instanceof Map) return inferHash(value);
  if (value === symbolValue)
    return { kind: "Other", name: "Runtime", text: "Runtime[ruby, 'Symbol']" };
  return { kind: "Any" };
}

const empty: Range = { from: 0, to: 0 };

function inferArray(items: readonly PuppetValue[]): PuppetType {
  if (items.length === 0) return { kind: "Array", element: unitType, size: empty };
  return { kind: "Tuple", types: items.map(inferType) };
}

function inferHash(hash: ReadonlyMap<PuppetValue, PuppetValue>): PuppetType {
  if (hash.size === 0) return { kind: "Hash", key: unitType, value: unitType, size: empty };
  if (hasTextKeys(hash)) {
    const elements = [...hash].map(([name, value]) => ({
      name: String(name),
      key: "NotUndef" as const,
      value: inferType(value),
    }));
    return { kind: "Struct", elements };
  }
  const size = { from: hash.size, to: hash.size };
  const of = (values: Iterable<PuppetValue>) =>
    normalise(variantOf([...values].map((value) => inferType(value))));
  return { kind: "Hash", key: of(hash.keys()), value: of(hash.values()), size };
}

/** Whether Puppet sees a Struct in a hash: each key is a text that is not empty. */
export function hasTextKeys(hash: ReadonlyMap<PuppetValue, PuppetValue>): boolean {
  return [...hash.keys()].every((key) => typeof key === "string" && key !== "");
}
