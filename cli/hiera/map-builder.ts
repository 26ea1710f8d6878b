import {
  HieraBinary,
  HieraFloat,
  type HieraMap,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "./value.ts";

/** Says which keys of a language's mapping are one key. */
type SameKey = (key: HieraValue) => unknown;

/** Collects pairs; a key that comes again keeps its place and takes the new value. */
export class MapBuilder {
  readonly #pairs = new Map<HieraValue, HieraValue>();
  readonly #keys = new Map<unknown, HieraValue>();
  readonly #sameKey: SameKey;

  constructor(sameKey: SameKey) {
    this.#sameKey = sameKey;
  }

  set(key: HieraValue, value: HieraValue): void {
    const identity = this.#sameKey(key);
    const known = this.#keys.has(identity) ? (this.#keys.get(identity) ?? null) : key;
    this.#keys.set(identity, known);
    this.#pairs.set(known, value);
  }

  get map(): HieraMap {
    return this.#pairs;
  }
}

/** Python's `==` of keys: 1, 1.0 and True are one key. */
export function pythonKey(key: HieraValue): unknown {
  if (typeof key === "boolean") return Number(key);
  if (key instanceof HieraFloat) {
    return Number.isInteger(key.value) ? integerOf(BigInt(key.value)) : key.value;
  }
  return objectKey(key);
}

/** Ruby's `eql?` of keys: 1 and 1.0 are two, and two lists or mappings of the same content are one. */
export function rubyKey(key: HieraValue): unknown {
  if (Array.isArray(key)) return `list ${JSON.stringify(key.map(described))}\0`;
  if (key instanceof Map) {
    const pairs = [...key].map(([inner, value]) => `${described(inner)} ${described(value)}`);
    return `map ${JSON.stringify(pairs.sort())}\0`;
  }
  if (key instanceof HieraFloat) return `float ${Object.is(key.value, -0) ? "-0" : key.value}\0`;
  return objectKey(key);
}

function described(value: HieraValue): string {
  const key = rubyKey(value);
  return JSON.stringify([typeof key, String(key)]);
}

function objectKey(key: HieraValue): unknown {
  if (typeof key === "string") return `text ${key}`;
  if (key instanceof HieraTimestamp) return `time ${key.text}\0`;
  if (key instanceof HieraSymbol) return `symbol ${key.name}\0`;
  if (key instanceof HieraBinary) return `binary ${Buffer.from(key.bytes).toString("hex")}\0`;
  return key;
}

/** An integer as a value holds it: a number where that is exact, else a bigint. */
export function integerOf(exact: bigint): number | bigint {
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}
