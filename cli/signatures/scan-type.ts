import { UnknownType } from "./unknown-type.ts";

/** What a type's source text is made of. */
export type TypeToken =
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "regexp"; readonly text: string }
  | { readonly kind: "number"; readonly value: number | bigint; readonly isFloat: boolean }
  | { readonly kind: "[" | "]" | "{" | "}" | "," | "=>" | "-" };

const token =
  /(?<space>(?:\s|#[^\n]*(?:\n|$))+)|(?<punctuation>=>|[[\]{},-])|(?<type>(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*)|(?<number>0[xX][0-9A-Fa-f]+|0[0-7]+(?![\w.])|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE]-?\d+)?(?![\w.]))|(?<word>[a-z_](?:[\w-]*\w)?(?:::[a-z_](?:[\w-]*\w)?)*)|'(?<single>(?:[^'\\]|\\[\s\S])*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|\/(?<regexp>(?:[^/\\\n]|\\[\s\S]|\n)*)\//y;

type Groups = Record<string, string | undefined>;

/**
 * Cuts a type's source text into tokens.
 *
 * @throws {UnknownType} where something stands that no plain type has.
 * @see puppet, lib/puppet/pops/parser/lexer2.rb
 */
export function scanType(text: string): readonly TypeToken[] {
  const tokens: TypeToken[] = [];
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) throw new UnknownType(`unknown text in a type: ${text.slice(at, at + 20)}`);
    const groups = found.groups as Groups;
    if (groups["space"] === undefined) tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf({ punctuation, type, number, word, single, double, regexp }: Groups): TypeToken {
  if (punctuation !== undefined) return { kind: punctuation as "[" };
  if (type !== undefined) return { kind: "type", text: type.replace(/^::/, "") };
  if (number !== undefined) return numberToken(number);
  if (word !== undefined) return { kind: "word", text: word };
  if (single !== undefined)
    return { kind: "string", text: single.replace(/\\([\\'])/g, (_, escaped: string) => escaped) };
  if (double !== undefined) return { kind: "string", text: doubleQuoted(double) };
  return { kind: "regexp", text: (regexp ?? "").replace(/\\\//g, "/") };
}

function numberToken(text: string): TypeToken {
  if (/^0[xX]/.test(text)) return { kind: "number", value: exact(BigInt(text)), isFloat: false };
  if (/^0[0-7]+$/.test(text))
    return { kind: "number", value: exact(BigInt(`0o${text.slice(1)}`)), isFloat: false };
  if (/[.eE]/.test(text)) return { kind: "number", value: Number(text), isFloat: true };
  return { kind: "number", value: exact(BigInt(text)), isFloat: false };
}

function exact(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  s: " ",
  $: "$",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

function doubleQuoted(text: string): string {
  if (/(?<!\\)(?:\\\\)*\$(?:\{|::|[a-z_])/.test(text)) throw new UnknownType("interpolated text");
  return text.replace(
    /\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|([\s\S]))/g,
    (whole: string, braced?: string, plain?: string, letter = "") => {
      const code = braced ?? plain;
      return code === undefined
        ? (escapes[letter] ?? whole)
        : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}
