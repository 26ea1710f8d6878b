import { takesUndef } from "./normalise-type.ts";
import {
  inRange,
  type PuppetType,
  type Range,
  type StructElement,
  type TypeOf,
} from "./puppet-type.ts";
import {
  openString,
  openValue,
  PuppetFloat,
  type PuppetValue,
  symbolValue,
} from "./puppet-value.ts";
import { UnknownType } from "./unknown-type.ts";

/** Data of a Hash as Puppet gets it from Hiera. */
export type PuppetHash = ReadonlyMap<PuppetValue, PuppetValue>;

/**
 * Whether a value is an instance of a type. What is filled in later counts as an instance wherever it
 * may become one. A `Sensitive[T]` is asked about T, since Hiera's data is wrapped by `convert_to`.
 *
 * @throws {UnknownType} where a pattern cannot be asked, or a name turns out to mean nothing.
 * @see puppet, lib/puppet/pops/types/types.rb, instance?
 */
export function isInstance(value: PuppetValue, type: PuppetType): boolean {
  return new Asking().is(value, type);
}

class Asking {
  /** The aliases that were asked on the way here; those from `#own` on about the very value now asked about. */
  readonly #names: string[] = [];
  #own = 0;

  is(value: PuppetValue, type: PuppetType): boolean {
    if (value === openValue) return true;
    switch (type.kind) {
      case "Alias":
        return this.#isAlias(value, type);
      case "Variant":
        return type.types.some((each) => this.is(value, each));
      case "Optional":
        return value === null || (type.type !== undefined && this.is(value, type.type));
      case "NotUndef":
        return value !== null && (type.type === undefined || this.is(value, type.type));
      case "Sensitive":
        return type.type === undefined || this.is(value, type.type);
      case "Init":
        return this.is(value, type.accepts) || this.is([value], type.accepts);
      case "Iterable":
        return this.#isIterable(value, type);
      case "Array":
      case "Tuple":
        return isArray(value) && this.#isList(value, type);
      case "Hash":
        return value instanceof Map && this.#isHash(value, type);
      case "Struct":
        return value instanceof Map && this.#isStruct(value, type);
      default:
        return isScalarOf(value, type);
    }
  }

  #isAlias(value: PuppetValue, alias: TypeOf<"Alias">): boolean {
    if (this.#names.includes(alias.name, this.#own)) return false;
    this.#names.push(alias.name);
    const answer = this.is(value, alias.resolve());
    this.#names.pop();
    return answer;
  }

  /** Asks about a part, where every alias may speak again. */
  #isPart(value: PuppetValue, type: PuppetType): boolean {
    const above = this.#own;
    this.#own = this.#names.length;
    const answer = this.is(value, type);
    this.#own = above;
    return answer;
  }

  #isList(items: readonly PuppetValue[], type: TypeOf<"Array" | "Tuple">): boolean {
    if (type.kind === "Array") {
      return (
        fits(items.length, type.size) && items.every((item) => this.#isPart(item, type.element))
      );
    }
    const { types, size } = type;
    const last = types.at(-1);
    if (size !== undefined && !inRange(items.length, size)) return false;
    if (last === undefined) return true;
    if (size === undefined && types.length !== items.length) return false;
    return items.every((item, index) => this.#isPart(item, types[index] ?? last));
  }

  #isHash(hash: PuppetHash, { key, value, size }: TypeOf<"Hash">): boolean {
    if (!fits(hash.size, size)) return false;
    for (const [name, member] of hash) {
      if (!this.#isPart(name, key) || !this.#isPart(member, value)) return false;
    }
    return true;
  }

  #isStruct(hash: PuppetHash, { elements }: TypeOf<"Struct">): boolean {
    const hasOpenKey = hash.has(openString) || hash.has(openValue);
    const fitsMember = (element: StructElement) => {
      const member = hash.get(element.name);
      if (member === undefined) return hasOpenKey || mayBeMissing(element);
      return this.#isPart(member, element.value);
    };
    if (!elements.every(fitsMember)) return false;
    const matched = elements.filter(({ name }) => hash.has(name)).length;
    return hasOpenKey || matched === hash.size;
  }

  #isIterable(value: PuppetValue, { type }: TypeOf<"Iterable">): boolean {
    if (type === undefined || type.kind === "Any") {
      if (typeof value === "number" || typeof value === "bigint") return value >= 0;
      return isText(value) || isArray(value) || value instanceof Map;
    }
    if (typeof value === "number" || typeof value === "bigint") return isWholeInteger(type);
    if (isArray(value)) return value.every((item) => this.#isPart(item, type));
    if (isText(value)) return takesCharacters(type);
    if (!(value instanceof Map)) return false;
    const pairs: readonly (readonly PuppetValue[])[] =
      value.size === 0 ? [[openValue, openValue]] : [...value];
    return pairs.every((pair) => this.#isPart(pair, type));
  }
}

function isWholeInteger(type: PuppetType): boolean {
  if (type.kind === "Integer") return !(Number.isFinite(type.from) || Number.isFinite(type.to));
  return ["Numeric", "Scalar", "ScalarData"].includes(type.kind);
}

function takesCharacters(type: PuppetType): boolean {
  if (type.kind === "String") return type.size === undefined || inRange(1, type.size);
  if (type.kind === "Variant") return type.types.some(takesCharacters);
  return type.kind === "Scalar" || type.kind === "ScalarData";
}

/** Whether a Struct's member may be left out. */
export function mayBeMissing({ key, value }: StructElement): boolean {
  return key === "Optional" || (key === "String" && takesUndef(value));
}

function fits(count: number, size: Range | undefined): boolean {
  return size === undefined || inRange(count, size);
}

/** `Array.isArray` that knows of readonly arrays. */
export function isArray(value: PuppetValue): value is readonly PuppetValue[] {
  return Array.isArray(value);
}

function isText(value: PuppetValue): value is string | typeof openString {
  return typeof value === "string" || value === openString;
}

function isNumber(value: PuppetValue): value is number | bigint | PuppetFloat {
  return typeof value === "number" || typeof value === "bigint" || value instanceof PuppetFloat;
}

function isScalarOf(value: PuppetValue, type: PuppetType): boolean {
  switch (type.kind) {
    case "Any":
    case "Unit":
      return true;
    case "Undef":
      return value === null;
    case "Scalar":
    case "ScalarData":
      return isText(value) || isNumber(value) || typeof value === "boolean";
    case "Numeric":
      return isNumber(value) && !isNotANumber(value);
    case "Integer":
      return (typeof value === "number" || typeof value === "bigint") && inRange(value, type);
    case "Float":
      return value instanceof PuppetFloat && inRange(value.value, type);
    case "Boolean":
      return typeof value === "boolean" && (type.value === undefined || type.value === value);
    case "Collection":
      if (isArray(value)) return fits(value.length, type.size);
      return value instanceof Map && fits(value.size, type.size);
    default:
      return value !== symbolValue && isTextOf(value, type);
  }
}

function isNotANumber(value: PuppetValue): boolean {
  return value instanceof PuppetFloat && Number.isNaN(value.value);
}

function isTextOf(value: PuppetValue, type: PuppetType): boolean {
  if (!isText(value)) return false;
  if (type.kind === "String") {
    if (value === openString) return true;
    if (type.value !== undefined) return type.value === value;
    return type.size === undefined || inRange(sizeOfText(value), type.size);
  }
  if (type.kind === "Enum") {
    if (value === openString) return type.values.length > 0;
    return type.values.some(
      (word) => word === value || (type.ignoresCase && isSameWord(word, value)),
    );
  }
  if (type.kind !== "Pattern") return false;
  return value === openString || type.patterns.length === 0 || matchesAny(value, type);
}

function matchesAny(text: string, { patterns }: TypeOf<"Pattern">): boolean {
  let isKnown = true;
  for (const pattern of patterns) {
    const answer = pattern.test(text);
    if (answer === true) return true;
    if (answer === undefined) isKnown = false;
  }
  if (isKnown) return false;
  throw new UnknownType("a text that is too long for a pattern");
}

/** Ruby compares the cases of ASCII letters only. */
function isSameWord(one: string, other: string): boolean {
  const folded = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return folded(one) === folded(other);
}

/** In characters, as Ruby counts them. */
function sizeOfText(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
