import type { ScalarStyle } from "./document.ts";

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
  | "stream end";

/** One token; `start` and `end` are offsets, equal for tokens that have no text of their own. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** A scalar's text, an anchor's or alias's name, a tag's suffix, or a directive's name. */
  readonly text: string;
  /** Of a scalar. */
  readonly style?: ScalarStyle;
  /** Of a tag (`!`, `!!`, `!name!`; "" for a verbatim tag) and of a %TAG directive. */
  readonly handle?: string;
  /** Of a directive: the version of %YAML, the prefix of %TAG. */
  readonly value?: string;
}
