import type { HieraNode } from "./document.ts";
import { LoadFault } from "./load-fault.ts";
import { integerOf } from "./map-builder.ts";
import { HieraFloat, HieraSymbol, type HieraValue } from "./value.ts";

const letters = "\\p{Alphabetic}_ \\t\\r\\n\\f\\v!@#$%^&*(){}<>|/\\\\~;=";
const startsLikeText = new RegExp(`^[^0-9.:-]?[${letters}]+`, "u");
const time =
  /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t\r\n\f\v]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:[ \t\r\n\f\v]*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$/;
const date = /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/;
const sexagesimal = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}$/;
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}\.[0-9_]*$/;
const float = /^[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][-+][0-9]+)?$/;
const integer =
  /^(?:[-+]?0b[0-1_,]+|[-+]?0[0-7_,]+|[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)|[-+]?0x[0-9a-fA-F_,]+)$/;

/** The message with which Psych refuses a class. */
export function unspecifiedClass(name: string): string {
  return `Tried to load unspecified class: ${name}`;
}

/**
 * The value that Psych gives a plain scalar. `symbols` says whether Symbol may be loaded.
 *
 * @throws {LoadFault} for a Symbol, Date or Time that may not be loaded, and for what Ruby's
 *   Integer() and Float() refuse.
 * @see psych 4.0.3 scalar_scanner.rb, ScalarScanner#tokenize
 */
export function resolvePlainAsPsych(text: string, node: HieraNode, symbols: boolean): HieraValue {
  if (text === "") return null;
  if (text.length > longestWord && isAsciiLetter(text.charCodeAt(0))) return text;
  if (startsLikeText.test(text) || text.includes("\n")) return wordValue(text);
  if (time.test(text)) throw new LoadFault(unspecifiedClass("Time"), node);
  if (date.test(text)) throw new LoadFault(unspecifiedClass("Date"), node);
  if (/^:./u.test(text)) return toSymbol(text, node, symbols);
  return numberValue(text, node);
}

/** More units than the longest word that is no text, "false", can have. */
const longestWord = 10;

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function numberValue(text: string, node: HieraNode): HieraValue {
  if (/^\+?\.inf$/i.test(text)) return new HieraFloat(Number.POSITIVE_INFINITY);
  if (/^-\.inf$/i.test(text)) return new HieraFloat(Number.NEGATIVE_INFINITY);
  if (/^\.nan$/i.test(text)) return new HieraFloat(Number.NaN);
  if (sexagesimal.test(text)) return integerOf(base60(text));
  if (sexagesimalFloat.test(text)) return new HieraFloat(base60Float(text));
  if (float.test(text)) return toFloat(text, node);
  if (integer.test(text)) return toInteger(text, node);
  return text;
}

/** Ruby's `^` and `$` match at every line, so a short text of several lines may be a word too. */
function wordValue(text: string): HieraValue {
  if (text.length > longestWord || [...text].length > 5 || /^[^ytonf~]/imu.test(text)) return text;
  if (text === "~" || /^null$/imu.test(text)) return null;
  if (/^(?:yes|true|on)$/imu.test(text)) return true;
  if (/^(?:no|false|off)$/imu.test(text)) return false;
  return text;
}

function toSymbol(text: string, node: HieraNode, symbols: boolean): HieraSymbol {
  if (!symbols) throw new LoadFault(unspecifiedClass("Symbol"), node);
  const quoted = /^:(["'])(.*)\1/.exec(text)?.[2];
  return new HieraSymbol((quoted ?? text).replace(/^:/, ""));
}

/** Ruby multiplies the first part by 3600 and the second by 60, also where there are only two. */
function base60(text: string): bigint {
  return text.split(":").reduce((sum, part, index) => {
    return sum + leadingInteger(part) * 60n ** BigInt(Math.abs(index - 2));
  }, 0n);
}

/** String#to_i: reads up to a doubled or last underscore. */
function leadingInteger(part: string): bigint {
  const digits = /^[-+]?[0-9]+(?:_[0-9]+)*/.exec(part)?.[0] ?? "0";
  return BigInt(digits.replaceAll("_", "").replace(/^\+/, ""));
}

function base60Float(text: string): number {
  return text.split(":").reduce((sum, part, index) => {
    const digits = /^[-+]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?/.exec(part)?.[0] ?? "0";
    return sum + Number(digits.replaceAll("_", "")) * 60 ** Math.abs(index - 2);
  }, 0);
}

function toFloat(text: string, node: HieraNode): HieraValue {
  if (/^[-+]?\.$/.test(text)) return text;
  const digits = text.replaceAll(/[,_]/g, "").replace(/\.([Ee]|$)/, "$1");
  if (!/^[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(digits)) {
    throw new LoadFault(`invalid value for Float(): "${digits}"`, node);
  }
  return new HieraFloat(Number(digits));
}

function toInteger(text: string, node: HieraNode): HieraValue {
  const digits = text.replaceAll(/[,_]/g, "");
  const [, sign, magnitude = ""] = /^([-+]?)(.*)$/.exec(digits) ?? [];
  if (/^0[bx]$/.test(magnitude)) {
    throw new LoadFault(`invalid value for Integer(): "${digits}"`, node);
  }
  const exact = BigInt(/^0[0-7]+$/.test(magnitude) ? `0o${magnitude}` : magnitude);
  return integerOf(sign === "-" ? -exact : exact);
}
