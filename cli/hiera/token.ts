import type { ScalarNode } from "./document.ts";

/** What the scanner cuts a text into; the names are PyYAML's. */
export type TokenType =
  | "directive"
  | "document start"
  | "document end"
  | "block sequence start"
  | "block mapping start"
  | "block end"
  | "flow sequence start"
  | "flow sequence end"
  | "flow mapping start"
  | "flow mapping end"
  | "flow entry"
  | "block entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar"
  | "nothing"
  | "stream end";

/** One token; `start` and `end` are offsets, equal for tokens that have no text of their own. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** An anchor's or alias's name, a tag's suffix, or a directive's name. */
  readonly text: string;
  readonly scalar: ScalarNode | undefined;
  /** Of a tag (`!`, `!!`, `!name!`; "" for a verbatim tag) and of a %TAG directive. */
  readonly handle: string;
  /** Of a directive: the version of %YAML, the prefix of %TAG. */
  readonly value: string;
}

/** A token that is more than its type and its place; all tokens have one shape, so that V8 is fast. */
export function textToken(
  type: TokenType,
  start: number,
  end: number,
  text: string,
  more: { readonly handle: string; readonly value: string } = noMore,
): Token {
  const { handle, value } = more;
  return { type, start, end, text, scalar: undefined, handle, value };
}

const noMore = { handle: "", value: "" };

/** A token that is its type and its place. */
export function markToken(type: TokenType, start: number, end: number): Token {
  return { type, start, end, text: "", scalar: undefined, handle: "", value: "" };
}

/** A scalar, whose node may still get a tag and an anchor. */
export function scalarToken(scalar: ScalarNode): Token {
  const { start, end } = scalar.span;
  return { type: "scalar", start, end, text: "", scalar, handle: "", value: "" };
}

/** Keeps a place for the marks of a key, of which the scanner learns only at its colon. */
export const nothing = markToken("nothing", 0, 0);
