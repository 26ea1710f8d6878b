import {
  HieraBinary,
  HieraFloat,
  HieraSet,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "./value.ts";

/**
 * A value as plain JavaScript data: objects (keys as text), arrays, numbers; a big integer stays
 * one only where a number would lose digits; bytes become base64 and symbols keep their colon.
 */
export function toPlain(value: HieraValue): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [plainKey(key), toPlain(item)]));
  }
  if (value instanceof HieraFloat) return value.value;
  if (value instanceof HieraTimestamp) return value.text;
  if (value instanceof HieraSymbol) return `:${value.name}`;
  if (value instanceof HieraBinary) return Buffer.from(value.bytes).toString("base64");
  if (value instanceof HieraSet) return value.members.map(toPlain);
  return value;
}

function plainKey(key: HieraValue): string {
  const plain = toPlain(key);
  return typeof plain === "object" && plain !== null ? JSON.stringify(plain) : String(plain);
}

/**
 * Plain JavaScript data as a value: a number with a fraction becomes a float, every other number an
 * integer; `undefined` members are left out.
 */
export function fromPlain(plain: unknown): HieraValue {
  if (plain === null || plain === undefined) return null;
  if (typeof plain === "number") return Number.isSafeInteger(plain) ? plain : new HieraFloat(plain);
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (plain instanceof Map) {
    return new Map([...plain].map(([key, item]) => [fromPlain(key), fromPlain(item)]));
  }
  if (isHieraObject(plain)) return plain;
  if (typeof plain === "object") {
    const members = Object.entries(plain).filter(([, item]) => item !== undefined);
    return new Map(members.map(([key, item]) => [key, fromPlain(item)]));
  }
  if (typeof plain === "string" || typeof plain === "boolean" || typeof plain === "bigint")
    return plain;
  return String(plain);
}

function isHieraObject(
  plain: unknown,
): plain is HieraFloat | HieraTimestamp | HieraBinary | HieraSet | HieraSymbol {
  return [HieraFloat, HieraTimestamp, HieraBinary, HieraSet, HieraSymbol].some(
    (kind) => plain instanceof kind,
  );
}

/** Whether two values are the same data: kinds differ (1 is not 1.0), the order of keys does not matter. */
export function sameValue(one: HieraValue, other: HieraValue): boolean {
  return one === other || canonical(one) === canonical(other);
}

/** A text that is equal for equal values and differs for different ones. */
function canonical(value: HieraValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]) => `${canonical(key)}:${canonical(item)}`);
    return `{${pairs.sort().join(",")}}`;
  }
  return canonicalObject(value);
}

function canonicalObject(value: HieraValue): string {
  if (value instanceof HieraFloat) {
    return `float(${Object.is(value.value, -0) ? "-0" : value.value})`;
  }
  if (value instanceof HieraTimestamp) return `time(${value.text})`;
  if (value instanceof HieraSymbol) return `symbol(${JSON.stringify(value.name)})`;
  if (value instanceof HieraBinary) return `binary(${Buffer.from(value.bytes).toString("hex")})`;
  if (value instanceof HieraSet) return `set(${value.members.map(canonical).sort().join(",")})`;
  return String(value);
}
