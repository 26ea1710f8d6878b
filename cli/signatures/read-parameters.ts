import { foldType } from "./fold-type.ts";
import {
  closeParenthesis,
  closerOf,
  comma,
  equals,
  isCloser,
  openBrace,
  openBracket,
  pipe,
  star,
} from "./manifest-characters.ts";
import { ManifestFault } from "./manifest-fault.ts";
import { endToken, type ManifestTokens, typeToken, variableToken } from "./manifest-tokens.ts";
import type { Parameter } from "./signatures.ts";

/** How much is kept of a default's source. */
const defaultLength = 200;

/**
 * Reads the parameters of a class or define, whose `(` was just read, and the token after their `)`.
 * @throws {ManifestFault} at what is no parameter
 */
export function readParameters(
  tokens: ManifestTokens,
  docs: ReadonlyMap<string, string>,
): ReadonlyMap<string, Parameter> {
  const opener = tokens.start;
  const parameters = new Map<string, Parameter>();
  while (tokens.next() !== closeParenthesis) {
    const type = typeBeforeVariable(tokens, opener);
    const name = tokens.text.slice(tokens.start + 1, tokens.end);
    const value = tokens.next() === equals ? defaultOf(tokens, opener) : undefined;
    parameters.set(name, { name, type, default: value, doc: docs.get(name) || undefined });
    if (tokens.kind === closeParenthesis) break;
    if (tokens.kind !== comma) throw unexpected(tokens, "`,` or `)`", opener);
  }
  tokens.next();
  return parameters;
}

/** Reads up to the variable. */
function typeBeforeVariable(tokens: ManifestTokens, opener: number): string | undefined {
  const { start } = tokens;
  let end = start;
  while (tokens.kind !== variableToken) {
    if (tokens.kind === openBracket) tokens.skipBracket();
    else if (tokens.kind !== typeToken && tokens.kind !== star)
      throw unexpected(tokens, "a type or a variable", opener);
    // The `*` of a parameter that takes all the rest is no part of its type.
    if (tokens.kind !== star) ({ end } = tokens);
    tokens.next();
  }
  return end === start ? undefined : foldType(tokens.text.slice(start, end));
}

/** Reads up to the `,` or `)` after the expression. */
function defaultOf(tokens: ManifestTokens, opener: number): string {
  tokens.next();
  const { start } = tokens;
  let { end } = tokens;
  while (tokens.kind !== comma && tokens.kind !== closeParenthesis) {
    if (tokens.kind === endToken || isCloser(tokens.kind)) throw tokens.unbalanced(opener);
    if (closerOf(tokens.kind) !== 0) tokens.skipBracket();
    else if (tokens.kind === pipe) skipLambdaParameters(tokens);
    ({ end } = tokens);
    tokens.next();
  }
  return tokens.text.slice(start, Math.min(end, start + defaultLength));
}

/** The commas between `|` and `|` part no parameters of the class. */
function skipLambdaParameters(tokens: ManifestTokens): void {
  const opener = tokens.start;
  while (tokens.next() !== pipe) {
    if (tokens.kind === endToken) throw tokens.unbalanced(opener);
    if (tokens.kind === openBracket || tokens.kind === openBrace) tokens.skipBracket();
  }
}

function unexpected(tokens: ManifestTokens, wanted: string, opener: number): ManifestFault {
  if (tokens.kind === endToken) return tokens.unbalanced(opener);
  const found = tokens.text.slice(tokens.start, Math.min(tokens.end, tokens.start + 20));
  return new ManifestFault(
    tokens.start,
    `found \`${found}\` in the parameters instead of ${wanted}`,
  );
}
