import { HieraFloat, HieraSymbol, type HieraValue } from "./value.ts";

/** A value as Ruby's `to_s` writes it into a text: a list or mapping as its `inspect`. */
export function rubyText(value: HieraValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (value instanceof HieraSymbol) return value.name;
  return inspect(value);
}

/** Ruby 3.1's `inspect`. */
function inspect(value: HieraValue): string {
  if (value === null) return "nil";
  if (typeof value === "string") return inspectText(value);
  if (Array.isArray(value)) return `[${value.map(inspect).join(", ")}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${inspect(key)}=>${inspect(item)}`).join(", ")}}`;
  }
  if (value instanceof HieraSymbol) return `:${value.name}`;
  return value instanceof HieraFloat ? inspectFloat(value.value) : String(value);
}

function inspectText(text: string): string {
  return JSON.stringify(text).replaceAll(/#(?=[{$@])/g, "\\#");
}

function inspectFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = "", power = ""] = value.toExponential().split("e");
    const exponent = power.replace(/^([-+])(\d)$/, "$10$2");
    return `${digits.includes(".") ? digits : `${digits}.0`}e${exponent}`;
  }
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
