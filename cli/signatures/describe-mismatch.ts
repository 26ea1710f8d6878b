import { hasTextKeys } from "./infer-type.ts";
import { isArray, isInstance, mayBeMissing } from "./is-instance.ts";
import { mergeBranches, type Reason, type Step } from "./mismatch-reason.ts";
import { normalise } from "./normalise-type.ts";
import { anySize, inRange, type PuppetType, type Range, type TypeOf } from "./puppet-type.ts";
import { PuppetFloat, type PuppetValue } from "./puppet-value.ts";

interface Place {
  readonly path: readonly Step[];
  readonly aliases: readonly string[];
  /** The aliases that speak of the very value at the end of `path`: none may do so twice. */
  readonly underway: readonly string[];
}

/**
 * Every reason why a value is no instance of a type, the way Puppet finds them; at least one.
 *
 * @see puppet, lib/puppet/pops/types/type_mismatch_describer.rb
 */
export function describeMismatch(value: PuppetValue, type: PuppetType): readonly Reason[] {
  return describe(value, type, { path: [], aliases: [], underway: [] });
}

function describe(value: PuppetValue, type: PuppetType, place: Place): readonly Reason[] {
  return forgottenSize(value, type, place) ?? describeAs(value, normalise(type), type, place);
}

/** Normalised, an `Array[Any, 1]` and a `Collection[1]` forget their size. */
function forgottenSize(
  value: PuppetValue,
  type: PuppetType,
  place: Place,
): readonly Reason[] | undefined {
  if (type.kind !== "Array" && type.kind !== "Collection") return undefined;
  let count: number | undefined;
  if (isArray(value)) count = value.length;
  else if (value instanceof Map && type.kind === "Collection") count = value.size;
  if (type.size === undefined || count === undefined || inRange(count, type.size)) return undefined;
  return [wrongSize(count, type.size, place)];
}

/** `original` is what the message names: the alias, or the Optional, around `type`. */
function describeAs(
  value: PuppetValue,
  type: PuppetType,
  original: PuppetType,
  place: Place,
): readonly Reason[] {
  switch (type.kind) {
    case "Alias":
      return describeAlias(value, type, place);
    case "Variant":
      return describeVariant(value, type, original, place);
    case "Optional":
      if (value === null || type.type === undefined) return [];
      return describeAs(value, type.type, original.kind === "Alias" ? original : type, place);
    case "Sensitive":
      return type.type === undefined ? [] : describe(value, type.type, place);
    case "Enum":
    case "Pattern":
      return [{ kind: "pattern", ...place, expected: [original], value }];
    default:
      return describeParts(value, type, place) ?? wrongUnlessFits(value, type, original, place);
  }
}

function describeAlias(
  value: PuppetValue,
  alias: TypeOf<"Alias">,
  place: Place,
): readonly Reason[] {
  if (place.underway.includes(alias.name)) return [wrong(value, alias, place)];
  const underway = [...place.underway, alias.name];
  const within = { ...place, aliases: [...place.aliases, alias.name], underway };
  return describeAs(value, normalise(alias.resolve()), alias, within);
}

/** What is wrong inside a collection that is one; undefined where that cannot be told. */
function describeParts(
  value: PuppetValue,
  type: PuppetType,
  place: Place,
): readonly Reason[] | undefined {
  if (type.kind === "Array" || type.kind === "Tuple") {
    return isArray(value) ? describeList(value, type, place) : undefined;
  }
  if (type.kind !== "Hash" && type.kind !== "Struct") return undefined;
  return value instanceof Map ? describeHash(value, type, place) : undefined;
}

function wrongUnlessFits(
  value: PuppetValue,
  type: PuppetType,
  original: PuppetType,
  place: Place,
): readonly Reason[] {
  return isInstance(value, type) ? [] : [wrong(value, original, place)];
}

function wrong(value: PuppetValue, expected: PuppetType, place: Place): Reason {
  return { kind: "type", ...place, expected: [expected], value };
}

function wrongSize(count: number, size: Range, place: Place): Reason {
  return { kind: "size", ...place, expected: [], size, value: count };
}

function at(place: Place, kind: Step["kind"], step: string | number): Place {
  const underway = kind === "variant" ? place.underway : [];
  return { aliases: place.aliases, underway, path: [...place.path, { kind, at: step }] };
}

/** What is wrong with a part; nothing where it fits. */
function describePart(value: PuppetValue, type: PuppetType, place: Place): readonly Reason[] {
  return isInstance(value, type) ? [] : describe(value, type, place);
}

function describeList(
  items: readonly PuppetValue[],
  type: TypeOf<"Array" | "Tuple">,
  place: Place,
): readonly Reason[] {
  const count = type.kind === "Tuple" ? type.types.length : 0;
  const own = type.kind === "Tuple" && count > 0 ? { from: count, to: count } : anySize;
  const size = type.size ?? own;
  if (!inRange(items.length, size)) {
    return [wrongSize(items.length, size, place)];
  }
  return items.flatMap((item, index) => {
    const expected =
      type.kind === "Array" ? type.element : (type.types[index] ?? type.types.at(-1));
    if (expected === undefined) return [];
    return describePart(item, expected, at(place, "index", index));
  });
}

function describeHash(
  hash: ReadonlyMap<PuppetValue, PuppetValue>,
  type: TypeOf<"Hash" | "Struct">,
  place: Place,
): readonly Reason[] | undefined {
  if (type.kind === "Struct" && hasTextKeys(hash) && hash.size > 0) {
    return describeStruct(hash, type, place);
  }
  const size = type.kind === "Hash" ? (type.size ?? anySize) : sizeOfStruct(type);
  if (!inRange(hash.size, size)) return [wrongSize(hash.size, size, place)];
  if (type.kind === "Struct") return undefined;
  const reasons = [...hash].flatMap(([key, value]) => [
    ...describePart(key, type.key, at(place, "key", nameOfKey(key))),
    ...describePart(value, type.value, at(place, "entry", nameOfKey(key))),
  ]);
  return reasons.length > 0 ? reasons : undefined;
}

/** A key as paths write it; a collection is "", like in a text's own paths. */
function nameOfKey(key: PuppetValue): string {
  if (key instanceof PuppetFloat) return String(key.value);
  return typeof key === "object" || typeof key === "symbol" ? "" : String(key);
}

function sizeOfStruct({ elements }: TypeOf<"Struct">): Range {
  const required = elements.filter((element) => !mayBeMissing(element)).length;
  return { from: required, to: elements.length };
}

function describeStruct(
  hash: ReadonlyMap<PuppetValue, PuppetValue>,
  { elements }: TypeOf<"Struct">,
  place: Place,
): readonly Reason[] {
  const lacking = (key: string, kind: "missing" | "extra"): Reason => ({
    kind,
    ...place,
    expected: [],
    key,
    value: hash,
  });
  const known = elements.flatMap((element) => {
    const value = hash.get(element.name);
    if (value !== undefined) {
      return describePart(value, element.value, at(place, "entry", element.name));
    }
    return mayBeMissing(element) ? [] : [lacking(element.name, "missing")];
  });
  const names = new Set(elements.map(({ name }) => name));
  const extra = [...hash.keys()].map(String).filter((key) => !names.has(key));
  return [...known, ...extra.map((key) => lacking(key, "extra"))];
}

function describeVariant(
  value: PuppetValue,
  { types }: TypeOf<"Variant">,
  original: PuppetType,
  place: Place,
): readonly Reason[] {
  const all: PuppetType[] =
    original.kind === "Optional" ? [{ kind: "Undef" }, ...types] : [...types];
  const branches: (readonly Reason[])[] = [];
  for (const [index, type] of all.entries()) {
    const reasons = describe(value, type, at(place, "variant", index));
    if (reasons.length === 0) return [];
    branches.push(reasons);
  }
  const merged = mergeBranches(branches, place.path.length);
  const isAlias = original.kind === "Alias" && merged.length === 1;
  return isAlias ? [wrong(value, original, place)] : merged;
}
