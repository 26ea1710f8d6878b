import { decodeAsPython } from "./base64.ts";
import type { HieraNode } from "./document.ts";
import { LoadFault } from "./load-fault.ts";
import { integerOf } from "./map-builder.ts";
import { HieraBinary, HieraFloat, HieraTimestamp, type HieraValue } from "./value.ts";

/** Makes a value of a scalar's text, or throws {@link LoadFault} at `node`. */
export type ScalarConstructor = (text: string, node: HieraNode) => HieraValue;

/** PyYAML's SafeConstructor for scalars, by the tag without `tag:yaml.org,2002:`. */
export const scalarConstructors: Readonly<Record<string, ScalarConstructor>> = {
  null: () => null,
  bool: toBoolean,
  int: toInteger,
  float: (text, node) => new HieraFloat(toFloat(text, node)),
  binary: toBinary,
  timestamp: toTimestamp,
  str: (text) => text,
};

function toBoolean(text: string, node: HieraNode): boolean {
  const word = text.toLowerCase();
  if (["yes", "true", "on"].includes(word)) return true;
  if (["no", "false", "off"].includes(word)) return false;
  throw new LoadFault(`"${text}" is no boolean`, node);
}

/** More decimal digits than this, and Python refuses to convert them. */
const mostDigits = 4300;

function toInteger(text: string, node: HieraNode): number | bigint {
  const [, sign, digits = ""] = /^([-+]?)(.*)$/s.exec(text.replaceAll("_", "").trimEnd()) ?? [];
  const magnitude = integerMagnitude(digits);
  if (magnitude === undefined) throw new LoadFault(`"${text}" is no integer`, node);
  return integerOf(sign === "-" ? -magnitude : magnitude);
}

function integerMagnitude(digits: string): bigint | undefined {
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0o?[0-7]*$/.test(digits)) return BigInt(`0o${digits.replace("o", "")}`);
  if (!/^[0-9]+(?::[0-9]+)*$/.test(digits) || digits.length > mostDigits) return undefined;
  return digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function toFloat(text: string, node: HieraNode): number {
  const [, sign, digits = ""] =
    /^([-+]?)(.*)$/s.exec(text.replaceAll("_", "").toLowerCase().trimEnd()) ?? [];
  const magnitude = floatMagnitude(digits);
  if (magnitude === undefined) throw new LoadFault(`"${text}" is no float`, node);
  return sign === "-" ? -magnitude : magnitude;
}

function floatMagnitude(digits: string): number | undefined {
  if (digits === ".inf") return Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  const parts = digits.split(":");
  if (!parts.every((part) => /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(part))) {
    return undefined;
  }
  let base = 1;
  let sum = 0;
  for (const part of parts.toReversed()) {
    sum += Number(part) * base;
    base *= 60;
  }
  return sum;
}

function toBinary(text: string, node: HieraNode): HieraBinary {
  const bytes = /^[\0-\x7F]*$/.test(text) ? decodeAsPython(text) : undefined;
  if (bytes === undefined) throw new LoadFault("failed to decode base64 data", node);
  return new HieraBinary(bytes);
}

const timestamp =
  /^(?<year>[0-9]{4})-(?<month>[0-9][0-9]?)-(?<day>[0-9][0-9]?)(?:(?:[Tt]|[ \t]+)(?<hour>[0-9][0-9]?):(?<minute>[0-9][0-9]):(?<second>[0-9][0-9])(?:\.(?<fraction>[0-9]*))?(?:[ \t]*(?<zone>Z|(?<sign>[-+])(?<zoneHour>[0-9][0-9]?)(?::(?<zoneMinute>[0-9][0-9]))?))?)?$/;

function toTimestamp(text: string, node: HieraNode): HieraTimestamp {
  const found = timestamp.exec(text)?.groups;
  if (found === undefined) throw new LoadFault(`"${text}" is no date or time`, node);
  const date = [found["year"], two(found["month"]), two(found["day"])].join("-");
  if (!isDate(Number(found["year"]), Number(found["month"]), Number(found["day"]))) {
    throw new LoadFault(`"${text}" looks like a date, but there is no such day`, node);
  }
  if (found["hour"] === undefined) return new HieraTimestamp(date);
  const time = [two(found["hour"]), found["minute"], found["second"]].join(":");
  const zone = zoneText(found);
  const isTime =
    Number(found["hour"]) < 24 && Number(found["minute"]) < 60 && Number(found["second"]) < 60;
  if (!isTime || zone === undefined) {
    throw new LoadFault(`"${text}" looks like a time, but there is no such time`, node);
  }
  const micros = (found["fraction"] ?? "").slice(0, 6).padEnd(6, "0");
  return new HieraTimestamp(`${date} ${time}${micros === "000000" ? "" : `.${micros}`}${zone}`);
}

/** The zone as Python's isoformat writes it; undefined when it is a day or more. */
function zoneText(found: Record<string, string | undefined>): string | undefined {
  if (found["zone"] === undefined) return "";
  const minutes = Number(found["zoneHour"] ?? 0) * 60 + Number(found["zoneMinute"] ?? 0);
  if (minutes >= 24 * 60) return undefined;
  const sign = minutes === 0 ? "+" : (found["sign"] ?? "+");
  return `${sign}${two(String(Math.floor(minutes / 60)))}:${two(String(minutes % 60))}`;
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function two(digits: string | undefined): string {
  return (digits ?? "").padStart(2, "0");
}
