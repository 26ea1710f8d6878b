import type { HieraNode, MappingNode, ScalarNode, SequenceNode } from "../../hiera/document.ts";
import { HieraFloat, HieraSymbol, HieraTimestamp, type HieraValue } from "../../hiera/value.ts";
import type { KeyFact, Target } from "../rule.ts";
import { entries, isMerge, real } from "../values/entries.ts";
import { mayBeMoreThanText, scalarValue } from "../values/scalar-value.ts";

/** What kind of value a node is to Puppet. */
export function shapeOf(node: HieraNode, target: Target): KeyFact["shape"] {
  const value = real(node);
  if (value === undefined) return "undef";
  if (value.kind !== "scalar") return value.kind === "mapping" ? "hash" : "array";
  if (isText(value)) return "string";
  return shapeOfValue(scalarValue(value, target));
}

function shapeOfValue(value: HieraValue): KeyFact["shape"] {
  if (value === null) return "undef";
  if (typeof value === "boolean") return "boolean";
  const isNumber =
    typeof value === "number" || typeof value === "bigint" || value instanceof HieraFloat;
  return isNumber ? "number" : "string";
}

/** Gives digests that are equal for equal values of one target, whatever their writing. */
export function digester(target: Target): (node: HieraNode) => number {
  // What is anchored may be met again and again: a bomb of aliases costs no more than its text.
  const known = new Map<HieraNode, number>();
  const digest = (node: HieraNode): number => {
    const value = real(node);
    if (value === undefined) return 0;
    if (value.kind === "scalar") return scalarDigest(value, target);
    if (value.anchor === undefined) return collectionDigest(value, digest);
    const ready = known.get(value);
    if (ready !== undefined) return ready;
    known.set(value, 0);
    const result = collectionDigest(value, digest);
    known.set(value, result);
    return result;
  };
  return digest;
}

function collectionDigest(
  collection: MappingNode | SequenceNode,
  digest: (node: HieraNode) => number,
): number {
  if (collection.kind === "sequence") {
    let result = hash("sequence");
    for (const item of collection.items) result = mix(result, digest(item));
    return result;
  }
  const pairs = collection.pairs.some(isMerge)
    ? [...entries(collection).values()]
    : collection.pairs;
  // A sum, since the order of a Hash's keys does not count; below 2 ** 53 it is exact.
  let sum = hash("mapping");
  for (const { key, value } of pairs) sum = (sum + mix(digest(key), digest(value))) % range;
  return sum;
}

function scalarDigest(node: ScalarNode, target: Target): number {
  if (isText(node)) return hash(node.text);
  const value = scalarValue(node, target);
  if (typeof value === "string") return hash(value);
  const number = value instanceof HieraFloat ? `float ${value.value}` : undefined;
  const isOdd = value instanceof HieraSymbol || value instanceof HieraTimestamp;
  return mix(1, hash(number ?? (isOdd ? node.text : `${typeof value} ${String(value)}`)));
}

/** A quick "yes" where no loader can see anything but a String. */
function isText({ style, tag, text }: ScalarNode): boolean {
  if (tag !== undefined) return false;
  return !mayBeMoreThanText(text) || (style !== "plain" && !/^[:\d]/.test(text));
}

const range = 2 ** 52;

/** Cyrb53 (public domain) without its last bit: enough to tell the values of a tree apart. */
function hash(text: string): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  return join(low, high);
}

function mix(one: number, other: number): number {
  const low = Math.imul(one ^ 0xdeadbeef, 2654435761) ^ other;
  const high = Math.imul((one / 4294967296) ^ 0x41c6ce57, 1597334677) ^ (other / 4294967296);
  return join(low, high);
}

function join(low: number, high: number): number {
  const left =
    Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  const right =
    Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(left ^ (left >>> 13), 3266489909);
  return 4294967296 * (1048575 & right) + (left >>> 0);
}
