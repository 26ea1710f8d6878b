import type { PuppetType, Range, StructElement } from "./puppet-type.ts";
import { isEmptySize } from "./puppet-type.ts";

/**
 * A type as messages write it, each alias with what it stands for: `Stdlib::Port = Integer[0, 65535]`.
 *
 * @see puppet, lib/puppet/pops/types/type_formatter.rb, alias_expanded_string
 */
export function expandedText(type: PuppetType): string {
  return textOf(type, []);
}

/** A type's name alone; of wrappers also the name of what they wrap. */
export function shortName(type: PuppetType): string {
  const inside = "type" in type ? type.type : undefined;
  if (inside !== undefined && inside.kind !== "Any") return `${type.kind}[${nameOf(inside)}]`;
  return nameOf(type);
}

/** A type's name without parameters. */
export function nameOf(type: PuppetType): string {
  return type.kind === "Alias" || type.kind === "Other" ? type.name : type.kind;
}

/** `above` holds the aliases that are being written: one of them is not expanded again. */
function textOf(type: PuppetType, above: readonly string[]): string {
  if (type.kind === "Alias") {
    if (type.isBuiltIn || above.includes(type.name)) return type.name;
    return `${type.name} = ${textOf(type.resolve(), [...above, type.name])}`;
  }
  if (type.kind === "Other") return type.text;
  const parameters = parametersOf(type, (each) => textOf(each, above));
  return parameters.length === 0 ? type.kind : `${type.kind}[${parameters.join(", ")}]`;
}

type Plain = Exclude<PuppetType, { kind: "Alias" | "Other" }>;
type Write = (type: PuppetType) => string;

function parametersOf(type: Plain, write: Write): readonly string[] {
  switch (type.kind) {
    case "Integer":
    case "Float":
      return rangeText(type, type.kind === "Float");
    case "String":
    case "Collection":
      return sizeText(type.size);
    case "Boolean":
      return type.value === undefined ? [] : [String(type.value)];
    case "Enum":
      return [...type.values.map(quoted), ...(type.ignoresCase ? ["true"] : [])];
    case "Pattern":
      return type.patterns.map(({ source }) => regexpText(source));
    case "Variant":
      return type.types.map(write);
    case "Struct":
      return type.elements.length === 0
        ? []
        : [`{${type.elements.map((each) => memberText(each, write)).join(", ")}}`];
    default:
      return containerText(type, write);
  }
}

function containerText(type: Plain, write: Write): readonly string[] {
  if (type.kind === "Tuple") return [...type.types.map(write), ...sizeText(type.size)];
  if (type.kind === "Array") return collectionText([type.element], type.size, write);
  if (type.kind === "Hash") return collectionText([type.key, type.value], type.size, write);
  const inside = "type" in type ? type.type : undefined;
  if (inside === undefined) return [];
  if (inside.kind === "Any" && type.kind !== "Optional") return [];
  const isWord = inside.kind === "String" && inside.value !== undefined;
  return [isWord ? quoted(inside.value ?? "") : write(inside)];
}

function collectionText(
  inside: readonly PuppetType[],
  size: Range | undefined,
  write: Write,
): readonly string[] {
  if (isEmptySize(size)) return ["0", "0"];
  const isPlain = size === undefined && inside.every(({ kind }) => kind === "Any");
  return isPlain ? [] : [...inside.map(write), ...sizeText(size)];
}

function sizeText(size: Range | undefined): readonly string[] {
  return size === undefined ? [] : rangeText(size, false);
}

function rangeText({ from, to }: Range, isFloat: boolean): readonly string[] {
  const isOpen = { from: from === Number.NEGATIVE_INFINITY, to: to === Number.POSITIVE_INFINITY };
  if (isOpen.from && isOpen.to) return [];
  const lower = isOpen.from ? "default" : numberText(from, isFloat);
  return isOpen.to ? [lower] : [lower, numberText(to, isFloat)];
}

function numberText(number: number | bigint, isFloat: boolean): string {
  if (typeof number === "bigint" || !isFloat) return String(number);
  return Number.isInteger(number) && Math.abs(number) < 1e16 ? `${number}.0` : String(number);
}

/** @see puppet, lib/puppet/pops/types/type_formatter.rb, struct_element_pair */
function memberText({ name, key, value }: StructElement, write: Write): string {
  const mayBeUndef = isPlainlyOptional(value);
  const isOptional = key === "Optional" || (key === "String" && mayBeUndef);
  let left = quoted(name);
  if (isOptional && !mayBeUndef) left = `Optional[${left}]`;
  if (!isOptional && mayBeUndef) left = `NotUndef[${left}]`;
  return `${left} => ${write(value)}`;
}

/** Whether undef fits, as far as a text needs to know. */
function isPlainlyOptional(type: PuppetType, above: readonly string[] = []): boolean {
  if (type.kind === "Alias") {
    if (above.includes(type.name)) return false;
    return isPlainlyOptional(type.resolve(), [...above, type.name]);
  }
  if (type.kind === "Variant") return type.types.some((each) => isPlainlyOptional(each, above));
  return ["Any", "Unit", "Undef", "Optional"].includes(type.kind);
}

/** A regular expression between slashes. */
function regexpText(source: string): string {
  return `/${source.replace(/\\[\s\S]|\//g, (found) => (found === "/" ? "\\/" : found))}/`;
}

/** @see puppet, lib/puppet/pops/types/string_converter.rb, puppet_quote */
function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what single quotes cannot hold.
  if (!/[\0-\x1f]/.test(text)) {
    return `'${text.replace(/\\$|'/g, (found) => (found === "'" ? "\\'" : "\\\\"))}'`;
  }
  const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
  const inside = text.replace(/[\0-\x1f"$\\]/g, (found) => {
    if ('"$\\'.includes(found)) return `\\${found}`;
    return escapes[found] ?? `\\u{${found.charCodeAt(0).toString(16).toUpperCase()}}`;
  });
  return `"${inside}"`;
}
