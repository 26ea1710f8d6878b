/** Plain data as YAML gives it: objects or Maps, arrays, scalars. */
export type PlainMapping = Readonly<Record<string, unknown>>;

/** The entries of a mapping, be it an object or a Map, or undefined for anything else. */
export function mappingOf(value: unknown): PlainMapping | undefined {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, member]) => [puppetText(key), member]));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? (value as PlainMapping) : undefined;
}

/** The number behind a float that a reader keeps apart from integers as `{ value }`. */
export function boxedFloat(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null || mappingOf(value)) return undefined;
  const inner: unknown = (value as { readonly value?: unknown }).value;
  return typeof inner === "number" ? inner : undefined;
}

/** Whether Puppet would take the value for an integer. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** The name of a value's type, as Puppet's messages say it after "got": a list that is not empty is a Tuple. */
export function puppetTypeName(value: unknown): string {
  if (value === null || value === undefined) return "Undef";
  if (typeof value === "string") return "String";
  if (typeof value === "boolean") return "Boolean";
  if (isInteger(value)) return "Integer";
  if (typeof value === "number" || boxedFloat(value) !== undefined) return "Float";
  return collectionName(value);
}

function collectionName(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "Array" : "Tuple";
  const names = Object.keys(mappingOf(value) ?? {});
  return names.length === 0 || names.includes("") ? "Hash" : "Struct";
}

/** A value as Puppet interpolates it into a string: undef is nothing, a Hash is `{a => b}`. */
export function puppetText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return `[${value.map(puppetText).join(", ")}]`;
  const mapping = mappingOf(value);
  if (mapping) {
    const entries = Object.entries(mapping);
    return `{${entries.map(([key, member]) => `${key} => ${puppetText(member)}`).join(", ")}}`;
  }
  const float = boxedFloat(value);
  return float === undefined ? String(value) : floatText(float);
}

/** A float as Ruby writes it: never without a point, exponents with at least two digits. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) return exponentText(value);
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

function exponentText(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const mantissa = digits.includes(".") ? digits : `${digits}.0`;
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${mantissa}e${sign}${exponent.replace(/^[-+]/, "").padStart(2, "0")}`;
}
