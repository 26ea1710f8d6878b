import { codePointOrder } from "./code-point-order.ts";
import { yamlTag } from "./pyyaml-resolve.ts";
import {
  HieraBinary,
  HieraFloat,
  type HieraMap,
  HieraSet,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "./value.ts";

/** What PyYAML's representer hands to its serializer. */
export type Represented =
  | {
      readonly kind: "scalar";
      readonly tag: string;
      readonly text: string;
      readonly literal: boolean;
    }
  | { readonly kind: "sequence"; readonly tag: string; readonly items: readonly Represented[] }
  | {
      readonly kind: "mapping";
      readonly tag: string;
      readonly pairs: readonly (readonly [Represented, Represented])[];
    };

/**
 * Turns a value into nodes as SafeRepresenter does; a list, mapping, set or date that is there
 * twice gives one node twice, which becomes an anchor.
 *
 * @see PyYAML representer.py, SafeRepresenter
 */
export function representAsPyyaml(value: HieraValue): Represented {
  return represent(value, new Map());
}

function represent(value: HieraValue, known: Map<HieraValue, Represented>): Represented {
  const scalar = representScalar(value);
  if (scalar !== undefined) return scalar;
  const shared = known.get(value);
  if (shared !== undefined) return shared;
  if (value instanceof HieraTimestamp) {
    const node = scalarNode("timestamp", value.text);
    known.set(value, node);
    return node;
  }
  return representCollection(value, known);
}

function representCollection(value: HieraValue, known: Map<HieraValue, Represented>): Represented {
  if (Array.isArray(value)) {
    const items: Represented[] = [];
    const node: Represented = { kind: "sequence", tag: `${yamlTag}seq`, items };
    known.set(value, node);
    for (const item of value) items.push(represent(item, known));
    return node;
  }
  const isSet = value instanceof HieraSet;
  const map = isSet ? new Map(value.members.map((member) => [member, null])) : (value as HieraMap);
  const pairs: [Represented, Represented][] = [];
  const node: Represented = { kind: "mapping", tag: yamlTag + (isSet ? "set" : "map"), pairs };
  known.set(value, node);
  for (const [key, item] of sortPairs([...map])) {
    pairs.push([represent(key, known), represent(item, known)]);
  }
  return node;
}

function representScalar(value: HieraValue): Represented | undefined {
  if (value === null) return scalarNode("null", "null");
  if (typeof value === "boolean") return scalarNode("bool", String(value));
  if (typeof value === "string") return scalarNode("str", value);
  if (typeof value === "number" || typeof value === "bigint")
    return scalarNode("int", String(value));
  if (value instanceof HieraFloat) return scalarNode("float", pythonFloat(value.value));
  if (value instanceof HieraSymbol) return scalarNode("str", `:${value.name}`);
  if (value instanceof HieraBinary) {
    const lines =
      Buffer.from(value.bytes)
        .toString("base64")
        .match(/.{1,76}/g) ?? [];
    const text = lines.map((line) => `${line}\n`).join("");
    return { ...scalarNode("binary", text), literal: true };
  }
  return undefined;
}

function scalarNode(tag: string, text: string): Extract<Represented, { kind: "scalar" }> {
  return { kind: "scalar", tag: yamlTag + tag, text, literal: false };
}

/** Python's repr of a float, made a YAML float: `1e+16` becomes `1.0e+16`. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [digits = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  const exponent = Number(power);
  const significand = digits.replace(".", "");
  if (exponent >= -4 && exponent < 16) return sign + positional(significand, exponent);
  const exponentText = String(Math.abs(exponent)).padStart(2, "0");
  const powerSign = exponent < 0 ? "-" : "+";
  return `${sign}${significand[0]}.${significand.slice(1) || "0"}e${powerSign}${exponentText}`;
}

function positional(significand: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${significand}`;
  const whole = significand.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${whole}.${significand.slice(exponent + 1) || "0"}`;
}

type Pair = readonly [HieraValue, HieraValue];

/** Sorts by key where Python can compare all keys with each other, else keeps the order. */
function sortPairs(pairs: Pair[]): Pair[] {
  const kinds = new Set(pairs.map(([key]) => orderKind(key)));
  if (pairs.length < 2 || kinds.size !== 1 || kinds.has("none")) return pairs;
  return pairs.sort(([one], [other]) => compareKeys(one, other));
}

/** Keys of one kind can be compared in Python; keys of kind "none" cannot be compared at all. */
function orderKind(key: HieraValue): string {
  if (typeof key === "string" || key instanceof HieraSymbol) return "text";
  if (["boolean", "number", "bigint"].includes(typeof key) || key instanceof HieraFloat)
    return "number";
  if (key instanceof HieraBinary) return "bytes";
  if (!(key instanceof HieraTimestamp)) return "none";
  if (!key.text.includes(" ")) return "date";
  return /[-+]\d\d:\d\d$/.test(key.text) ? "zoned time" : "time";
}

function compareKeys(one: HieraValue, other: HieraValue): number {
  if (typeof one === "string" && typeof other === "string") return codePointOrder(one, other);
  if (one instanceof HieraBinary && other instanceof HieraBinary)
    return Buffer.compare(one.bytes, other.bytes);
  if (one instanceof HieraTimestamp && other instanceof HieraTimestamp) {
    return instantOf(one) - instantOf(other) || codePointOrder(one.text, other.text);
  }
  const [left, right] = [numberOf(one), numberOf(other)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Times are compared as instants, to the millisecond. */
function instantOf(timestamp: HieraTimestamp): number {
  const hasZone = /[-+]\d\d:\d\d$/.test(timestamp.text);
  return Date.parse(
    timestamp.text.replace(" ", "T") + (hasZone || !timestamp.text.includes(" ") ? "" : "Z"),
  );
}

function numberOf(key: HieraValue): number | bigint {
  if (key instanceof HieraFloat) return key.value;
  return typeof key === "bigint" ? key : Number(key);
}
