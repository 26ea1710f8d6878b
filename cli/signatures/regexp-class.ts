import { UnknownRegexp } from "./unknown-regexp.ts";

/** A set of characters as JavaScript's `u` mode writes it, and where its source ends. */
export interface SetSource {
  readonly source: string;
  readonly end: number;
}

interface Literal {
  readonly character: string;
  readonly end: number;
}

/** Ruby's shorthands, as members of a class; the upper-case letter is the complement. */
const shorthands: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: " \\t\\r\\n\\f\\v",
  h: "0-9a-fA-F",
};

const posix: Readonly<Record<string, string>> = {
  alpha: "\\p{Alphabetic}",
  digit: "\\p{Nd}",
  alnum: "\\p{Alphabetic}\\p{Nd}",
  upper: "\\p{Uppercase}",
  lower: "\\p{Lowercase}",
  space: "\\p{White_Space}",
  blank: "\\p{Zs}\\t",
  xdigit: "0-9a-fA-F",
  cntrl: "\\p{Cc}",
  word: "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}",
};

const controls: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  f: "\f",
  v: "\v",
  a: "\x07",
  e: "\x1b",
  "0": "\0",
};

/** The set of one literal character. */
export function setOfCharacter(character: string, ignoresCase: boolean): string {
  return `[${members(character, character, ignoresCase)}]`;
}

/**
 * The set that an escape outside a class stands for.
 *
 * @throws {UnknownRegexp} for one that is no set of characters.
 */
export function setOfEscape(source: string, at: number, ignoresCase: boolean): SetSource {
  const letter = source[at + 1] ?? "";
  const shorthand = shorthands[letter.toLowerCase()];
  if (shorthand !== undefined) {
    const negation = letter === letter.toLowerCase() ? "" : "^";
    return { source: `[${negation}${shorthand}]`, end: at + 2 };
  }
  const { character, end } = literalAt(source, at);
  return { source: setOfCharacter(character, ignoresCase), end };
}

/**
 * Reads a bracketed class.
 *
 * @throws {UnknownRegexp} for classes inside it, intersections and complements of shorthands.
 */
export function parseClass(source: string, start: number, ignoresCase: boolean): SetSource {
  const isNegated = source[start + 1] === "^";
  let at = start + (isNegated ? 2 : 1);
  const first = at;
  let inside = "";
  while (source[at] !== "]" || at === first) {
    const part = classPart(source, at, ignoresCase);
    inside += part.source;
    at = part.end;
  }
  return { source: `[${isNegated ? "^" : ""}${inside}]`, end: at + 1 };
}

function classPart(source: string, at: number, ignoresCase: boolean): SetSource {
  if (at >= source.length || source.startsWith("&&", at)) throw new UnknownRegexp("class");
  if (source[at] === "[") return posixPart(source, at, ignoresCase);
  const shorthand = source[at] === "\\" ? shorthandInClass(source[at + 1] ?? "") : undefined;
  if (shorthand !== undefined) return { source: shorthand, end: at + 2 };
  const from = literalAt(source, at);
  if (source[from.end] !== "-" || source[from.end + 1] === "]") {
    return { source: members(from.character, from.character, ignoresCase), end: from.end };
  }
  if (source[from.end + 1] === "[") throw new UnknownRegexp("a range up to a class");
  const to = literalAt(source, from.end + 1);
  return { source: members(from.character, to.character, ignoresCase), end: to.end };
}

function shorthandInClass(letter: string): string | undefined {
  const shorthand = shorthands[letter.toLowerCase()];
  if (shorthand === undefined || letter === letter.toLowerCase()) return shorthand;
  // JavaScript means the same by these two complements.
  if (letter === "W" || letter === "D") return `\\${letter}`;
  throw new UnknownRegexp("complement in a class");
}

function posixPart(source: string, at: number, ignoresCase: boolean): SetSource {
  const name = /^\[:([a-z]+):\]/.exec(source.slice(at, at + 12));
  const inside = posix[name?.[1] ?? ""];
  const isCased = name?.[1] === "upper" || name?.[1] === "lower";
  if (name === null || inside === undefined || (isCased && ignoresCase)) {
    throw new UnknownRegexp("a class inside a class");
  }
  return { source: inside, end: at + name[0].length };
}

/** The character at a place, written plainly or as an escape. */
function literalAt(source: string, at: number): Literal {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (character !== "\\") return { character, end: at + character.length };
  const rest = source.slice(at + 1, at + 12);
  const [numeric] = /^(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})/.exec(rest) ?? [];
  if (numeric !== undefined) {
    return { character: codedCharacter(numeric), end: at + 1 + numeric.length };
  }
  const letter = rest.charAt(0);
  const control = controls[letter];
  const isUnknown = control === undefined && !/^[!-/:-@[-`{-~ ]$/.test(letter);
  if (isUnknown || /^0[0-7]/.test(rest)) throw new UnknownRegexp("escape");
  return { character: control ?? letter, end: at + 2 };
}

/** The character of `x41`, `u0041` or `u{41}`; a byte beyond ASCII is no character. */
function codedCharacter(written: string): string {
  const code = Number.parseInt(written.replace(/^[xu]\{?/, ""), 16);
  if (code > (written.startsWith("x") ? 0x7f : 0x10ffff)) throw new UnknownRegexp("byte");
  return String.fromCodePoint(code);
}

/** The members from one character to another, in both cases where case does not count. */
function members(from: string, to: string, ignoresCase: boolean): string {
  if (from > to) throw new UnknownRegexp("an empty range");
  const plain = range(from, to);
  if (!ignoresCase) return plain;
  const other = swapped(from);
  if (from === to) return other === from ? plain : plain + range(other, other);
  const isOfOneCase = /^(?:[a-z]{2}|[A-Z]{2})$/.test(from + to);
  if (isOfOneCase) return plain + range(other, swapped(to));
  if (/^\d\d$/.test(from + to)) return plain;
  throw new UnknownRegexp("a range of mixed case");
}

function swapped(letter: string): string {
  const lower = letter.toLowerCase();
  return lower === letter ? letter.toUpperCase() : lower;
}

function range(from: string, to: string): string {
  return from === to ? coded(from) : `${coded(from)}-${coded(to)}`;
}

function coded(character: string): string {
  if ([...character].length !== 1) throw new UnknownRegexp("a letter with no single other case");
  if (/^[0-9A-Za-z]$/.test(character)) return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
