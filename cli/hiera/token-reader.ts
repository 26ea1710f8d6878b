import type { Span, SyntaxProblem } from "./document.ts";
import type { Token, TokenType } from "./token.ts";

/** Tokens as a reader of the text calls them. */
const names: Partial<Record<TokenType, string>> = {
  "block end": "the end of the block",
  "block entry": 'a list item "-"',
  "block mapping start": "a mapping",
  "block sequence start": "a list",
  "flow entry": '","',
  "flow mapping end": '"}"',
  "flow mapping start": '"{"',
  "flow sequence end": '"]"',
  "flow sequence start": '"["',
  "stream end": "the end of the text",
  alias: "an alias",
  anchor: "an anchor",
  scalar: "a text",
  value: '":"',
};

/**
 * Reads tokens one by one. After the first problem every token is the last one, so that all loops
 * end and keep what they have.
 */
export class TokenReader {
  problem: SyntaxProblem | undefined;
  /** How many tokens have been taken. */
  taken = 0;
  readonly #tokens: readonly Token[];
  readonly #end: Token;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { type: "stream end", start: 0, end: 0, text: "" };
  }

  peek(): Token {
    if (this.problem !== undefined) return this.#end;
    return this.#tokens[this.taken] ?? this.#end;
  }

  at(...types: readonly TokenType[]): boolean {
    return types.includes(this.peek().type);
  }

  take(): Token {
    const token = this.peek();
    if (token !== this.#end) this.taken += 1;
    return token;
  }

  /** Notes that something else stands here; only the first problem counts. */
  failExpecting(what: string): void {
    const token = this.peek();
    this.fail(`expected ${what}, but found ${names[token.type] ?? `a ${token.type}`}`, token);
  }

  fail(message: string, at: Span): void {
    this.problem ??= { message, span: { start: at.start, end: at.end } };
  }
}
