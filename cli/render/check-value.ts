import { SecretReferenceValue, type SiteValue } from "../site/site.ts";
import type { Parameter, ParameterType } from "./parameter.ts";

/**
 * Why `value` is none for `parameter`: what was found and what is wanted; undefined where it fits.
 * The value of a secret parameter is not in the answer.
 */
export function whyUnfit(parameter: Parameter, value: SiteValue): string | undefined {
  if (value instanceof SecretReferenceValue) return whyUnfitReference(parameter, value);
  if (checks[parameter.type](value, parameter)) return undefined;
  const isQuotable = wantsText.has(parameter.type) && ["number", "boolean"].includes(typeof value);
  const advice = isQuotable ? "; quote it" : "";
  const found = Array.isArray(value) ? foundInList(parameter, value) : foundOf(parameter, value);
  return `found ${found}, expected ${wantedOf(parameter)}${advice}`;
}

/** The type in words, with its bounds or choices: `an integer from 1024 to 49151`. */
export function wantedOf(parameter: Parameter): string {
  const { type, values, itemsAreFqdns } = parameter;
  if (type === "integer" || type === "port") return wantedNumber(parameter);
  if (type === "enum") return `one of ${values.join(", ")}`;
  if (type === "list") return itemsAreFqdns ? "a list of FQDNs" : "a list of texts";
  if (type === "boolean") return "true or false";
  if (type === "fqdn") return "a host name with its domain";
  return type === "map" ? "a mapping" : "a text";
}

const wantsText: ReadonlySet<ParameterType> = new Set(["string", "enum", "fqdn"]);

const checks: Readonly<Record<ParameterType, (value: SiteValue, of: Parameter) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: isIntegerOf,
  port: isIntegerOf,
  boolean: (value) => typeof value === "boolean",
  enum: (value, { values }) => typeof value === "string" && values.includes(value),
  fqdn: isFqdn,
  list: (value, { itemsAreFqdns }) =>
    Array.isArray(value) && value.every(itemsAreFqdns ? isFqdn : isTextOrReference),
  map: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

function isIntegerOf(value: SiteValue, { min, max }: Parameter): boolean {
  return (
    Number.isSafeInteger(value) &&
    (value as number) >= (min ?? -Infinity) &&
    (value as number) <= (max ?? Infinity)
  );
}

function isFqdn(value: SiteValue): boolean {
  const label = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
  return typeof value === "string" && new RegExp(`^${label}(?:\\.${label})+$`).test(value);
}

function isTextOrReference(value: SiteValue): boolean {
  return typeof value === "string" || value instanceof SecretReferenceValue;
}

function whyUnfitReference(parameter: Parameter, value: SecretReferenceValue): string | undefined {
  if (parameter.type === "string") return undefined;
  const { kind } = value.reference;
  return `found a reference to a secret (${kind}), which is always a text, expected ${wantedOf(parameter)}`;
}

function wantedNumber({ min, max }: Parameter): string {
  if (min !== undefined && max !== undefined) return `an integer from ${min} to ${max}`;
  if (min !== undefined) return `an integer of at least ${min}`;
  return max === undefined ? "an integer" : `an integer of at most ${max}`;
}

/** Where a list is wanted, its first item that does not belong there. */
function foundInList(parameter: Parameter, items: readonly SiteValue[]): string {
  const isGood = parameter.itemsAreFqdns ? isFqdn : isTextOrReference;
  const index = items.findIndex((item) => !isGood(item));
  if (parameter.type !== "list" || index < 0) return "a list";
  const item = items[index] as SiteValue;
  return `${item instanceof SecretReferenceValue ? "a reference to a secret" : foundOf(parameter, item)} as item ${index + 1}`;
}

function foundOf({ secret }: Parameter, value: SiteValue): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const kind = { string: "the text", number: "the number", boolean: "the boolean" }[
    typeof value as "string" | "number" | "boolean"
  ];
  if (secret) return kind.replace("the", "a");
  const shown = JSON.stringify(value);
  return `${kind} ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`;
}
