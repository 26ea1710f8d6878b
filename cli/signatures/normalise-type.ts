import { anyType, type PuppetType, spanOf, type TypeOf } from "./puppet-type.ts";
import { expandedText } from "./type-text.ts";

/**
 * A type as Puppet simplifies it: what an alias stands for is checked in this form, losing the size of
 * an `Array[Any, 1]` on the way, and messages show it.
 *
 * @see puppet, lib/puppet/pops/types/types.rb, normalize
 */
export function normalise(type: PuppetType): PuppetType {
  if (type.kind === "Variant") return normaliseVariant(type);
  if (type.kind === "Optional") return normaliseOptional(type);
  if (type.kind === "NotUndef") return normaliseNotUndef(type);
  if (type.kind === "Collection") return { kind: "Collection" };
  if (type.kind === "Array") {
    if (type.element.kind === "Any") return { kind: "Array", element: anyType };
    return { ...type, element: normalise(type.element) };
  }
  if (type.kind === "Hash") {
    return { ...type, key: normalise(type.key), value: normalise(type.value) };
  }
  if (type.kind === "Tuple") return { ...type, types: type.types.map(normalise) };
  if (type.kind === "Struct") {
    const elements = type.elements.map((each) => ({ ...each, value: normalise(each.value) }));
    return { ...type, elements };
  }
  if (type.kind === "Sensitive" || type.kind === "Iterable") return { ...type, ...inner(type) };
  return type;
}

function inner({ type }: { readonly type?: PuppetType }): { readonly type?: PuppetType } {
  return type === undefined ? {} : { type: normalise(type) };
}

function normaliseOptional(optional: TypeOf<"Optional">): PuppetType {
  const { type } = inner(optional);
  if (type === undefined) return optional;
  if (type.kind === "NotUndef") return normalise({ kind: "Optional", ...inner(type) });
  return takesUndef(type) ? type : { kind: "Optional", type };
}

function normaliseNotUndef(notUndef: TypeOf<"NotUndef">): PuppetType {
  const { type } = inner(notUndef);
  if (type === undefined) return notUndef;
  if (type.kind === "Optional") return normalise({ kind: "NotUndef", ...inner(type) });
  return takesUndef(type) ? { kind: "NotUndef", type } : type;
}

/** Whether undef is an instance of a type. */
export function takesUndef(type: PuppetType, above: ReadonlySet<string> = new Set()): boolean {
  if (["Any", "Unit", "Undef", "Optional"].includes(type.kind)) return true;
  if (type.kind === "Variant") return type.types.some((each) => takesUndef(each, above));
  if (type.kind === "Sensitive") return type.type !== undefined && takesUndef(type.type, above);
  if (type.kind === "Init") return takesUndef(type.accepts, above);
  if (type.kind !== "Alias" || above.has(type.name)) return false;
  return takesUndef(type.resolve(), new Set([...above, type.name]));
}

/** Several types as one: without doubles, without Variants inside, alone if it is one. */
export function variantOf(types: readonly PuppetType[]): PuppetType {
  const flat = types.flatMap((type) => (type.kind === "Variant" ? type.types : [type]));
  const unique = [...new Map(flat.map((type) => [textOf(type), type])).values()];
  const [first] = unique;
  return unique.length === 1 && first !== undefined ? first : { kind: "Variant", types: unique };
}

/** Tells types apart that print alike: `String['a']` is written `String`. */
function textOf(type: PuppetType): string {
  if (type.kind === "String" && type.value !== undefined) return `'${type.value}'`;
  return type.kind === "Alias" ? type.name : expandedText(type);
}

function normaliseVariant(variant: TypeOf<"Variant">): PuppetType {
  const types = variant.types.map(normalise);
  const [first] = types;
  if (first === undefined) return variant;
  if (types.length === 1) return first;
  if (types.some(({ kind }) => kind === "Undef" || kind === "Optional")) {
    const real = types.flatMap((type) => {
      if (type.kind === "Undef") return [];
      return type.kind === "Optional" ? (type.type ?? []) : [type];
    });
    return normalise({ kind: "Optional", type: variantOf(real) });
  }
  const flat = types.flatMap((type) => (type.kind === "Variant" ? type.types : [type]));
  const merged = mergers.reduce<readonly PuppetType[]>((all, merge) => merge(all), flat);
  return variantOf(merged);
}

type Merge = (types: readonly PuppetType[]) => readonly PuppetType[];

const mergers: readonly Merge[] = [
  mergeNotUndefs,
  mergeEnums,
  mergePatterns,
  (types) => mergeRanges("Integer", types),
  (types) => mergeRanges("Float", types),
];

function ofKind<Kind extends PuppetType["kind"]>(types: readonly PuppetType[], kind: Kind) {
  return types.filter((type): type is TypeOf<Kind> => type.kind === kind);
}

function mergeNotUndefs(types: readonly PuppetType[]): readonly PuppetType[] {
  const parts = ofKind(types, "NotUndef");
  if (parts.length < 2) return types;
  const inside = variantOf(parts.map(({ type }) => type ?? anyType));
  return [
    ...types.filter(({ kind }) => kind !== "NotUndef"),
    { kind: "NotUndef", type: normalise(inside) },
  ];
}

function mergeEnums(types: readonly PuppetType[]): readonly PuppetType[] {
  const exact = types.filter((type) => wordsOf(type, false) !== undefined);
  const first = exact.length < 2 ? types : mergedWords(types, exact, false);
  const loose = first.filter((type) => wordsOf(type, true) !== undefined);
  return loose.length < 2 ? first : mergedWords(first, loose, true);
}

function mergedWords(
  types: readonly PuppetType[],
  parts: readonly PuppetType[],
  ignoresCase: boolean,
): readonly PuppetType[] {
  const words = parts.flatMap((type) => wordsOf(type, ignoresCase) ?? []);
  const values = ignoresCase ? words.map((word) => word.toLowerCase()) : words;
  const merged = { kind: "Enum", values: [...new Set(values)].sort(), ignoresCase } as const;
  return [...types.filter((type) => !parts.includes(type)), merged];
}

function wordsOf(type: PuppetType, ignoresCase: boolean): readonly string[] | undefined {
  if (type.kind === "String" && !ignoresCase && type.value !== undefined) return [type.value];
  if (type.kind !== "Enum" || type.ignoresCase !== ignoresCase) return undefined;
  return type.values.length === 0 ? undefined : type.values;
}

function mergePatterns(types: readonly PuppetType[]): readonly PuppetType[] {
  const parts = ofKind(types, "Pattern");
  if (parts.length < 2) return types;
  const all = parts.flatMap(({ patterns }) => patterns);
  const patterns = [...new Map(all.map((pattern) => [pattern.source, pattern])).values()];
  return [...types.filter(({ kind }) => kind !== "Pattern"), { kind: "Pattern", patterns }];
}

type Numbers = TypeOf<"Integer" | "Float">;

/** Ranges that touch become one. */
function mergeRanges(kind: "Integer" | "Float", types: readonly PuppetType[]) {
  let ranges: Numbers[] = types.filter((type): type is Numbers => type.kind === kind);
  if (ranges.length < 2) return types;
  const merged: Numbers[] = [];
  for (let memo = ranges.pop(); memo !== undefined; memo = ranges.pop()) {
    const apart: Numbers[] = [];
    let joined = memo;
    for (const range of ranges) {
      if (touch(joined, range)) joined = { ...joined, ...spanOf(joined, range) };
      else apart.push(range);
    }
    merged.push(joined);
    ranges = apart;
  }
  return [...merged, ...types.filter((type) => type.kind !== kind)];
}

function touch(one: Numbers, other: Numbers): boolean {
  if (!(one.to < other.from || other.to < one.from)) return true;
  if (one.kind === "Float") return false;
  return Number(one.to) + 1 === Number(other.from) || Number(other.to) + 1 === Number(one.from);
}
