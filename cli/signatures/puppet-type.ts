import type { RubyPattern } from "./ruby-pattern.ts";

/** Inclusive bounds; an open end is infinite. */
export interface Range {
  readonly from: number | bigint;
  readonly to: number | bigint;
}

/** Types that hold at most one other: `Optional[T]`, `Sensitive`. */
type Wrapper = "Optional" | "NotUndef" | "Sensitive" | "Iterable";

/** A member of a Struct. */
export interface StructElement {
  readonly name: string;
  /** What says whether the member may be left out: `'k'` leaves it to the value's type. */
  readonly key: "String" | "Optional" | "NotUndef";
  readonly value: PuppetType;
}

/** A name for a type; resolved when asked, since a type may refer to itself. */
export interface AliasType {
  readonly kind: "Alias";
  /** As its definition writes it. */
  readonly name: string;
  /** Whether messages leave out what it stands for, as for `Data`. */
  readonly isBuiltIn: boolean;
  /** The normalised type behind the name. */
  resolve(): PuppetType;
}

type WrapperType = {
  readonly [Kind in Wrapper]: { readonly kind: Kind; readonly type?: PuppetType };
}[Wrapper];

type BareKind = "Any" | "Unit" | "Scalar" | "ScalarData" | "Undef" | "Numeric";
type BareType = { readonly [Kind in BareKind]: { readonly kind: Kind } }[BareKind];

/** A Puppet data type. `kind` is its name without parameters. */
export type PuppetType =
  | BareType
  | ({ readonly kind: "Integer" } & Range)
  | ({ readonly kind: "Float" } & Range)
  | { readonly kind: "String"; readonly size?: Range; readonly value?: string }
  | { readonly kind: "Boolean"; readonly value?: boolean }
  | { readonly kind: "Enum"; readonly values: readonly string[]; readonly ignoresCase: boolean }
  | { readonly kind: "Pattern"; readonly patterns: readonly RubyPattern[] }
  | { readonly kind: "Collection"; readonly size?: Range }
  | { readonly kind: "Array"; readonly element: PuppetType; readonly size?: Range }
  | {
      readonly kind: "Hash";
      readonly key: PuppetType;
      readonly value: PuppetType;
      readonly size?: Range;
    }
  | { readonly kind: "Tuple"; readonly types: readonly PuppetType[]; readonly size?: Range }
  | { readonly kind: "Struct"; readonly elements: readonly StructElement[] }
  | WrapperType
  | { readonly kind: "Variant"; readonly types: readonly PuppetType[] }
  /** `Init[T]`; `accepts` is what T can be made of. */
  | { readonly kind: "Init"; readonly type?: PuppetType; readonly accepts: PuppetType }
  /** What no data is an instance of: `Timestamp`, `Type[String]`; `text` is the whole of it. */
  | { readonly kind: "Other"; readonly name: string; readonly text: string }
  | AliasType;

/** A type of one kind. */
export type TypeOf<Kind extends PuppetType["kind"]> = Extract<PuppetType, { readonly kind: Kind }>;

/** `Any`, which everything is. */
export const anyType: PuppetType = { kind: "Any" };

/** The element type of an empty collection. */
export const unitType: PuppetType = { kind: "Unit" };

/** Every size. */
export const anySize: Range = { from: 0, to: Number.POSITIVE_INFINITY };

/** Whether a number lies in a range. */
export function inRange(number: number | bigint, { from, to }: Range): boolean {
  return number >= from && number <= to;
}

/** Whether a size says that the collection is empty. */
export function isEmptySize(size: Range | undefined): boolean {
  return size !== undefined && Number(size.from) === 0 && Number(size.to) === 0;
}

/** The narrowest range that holds two. */
export function spanOf(one: Range, other: Range): Range {
  const isLower = one.from < other.from;
  const isHigher = one.to > other.to;
  return { from: (isLower ? one : other).from, to: (isHigher ? one : other).to };
}

/** Bounds as those of a size: nothing is smaller than empty. */
export function asSize({ from, to }: Range): Range {
  if (to < 0) return { from: 0, to: 0 };
  return from < 0 ? { from: 0, to } : { from, to };
}
