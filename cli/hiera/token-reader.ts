import type { Span, SyntaxProblem } from "./document.ts";
import { explainBehindQuoted, explainOutdented } from "./explain-syntax.ts";
import type { ScannedText } from "./scanned-text.ts";
import { nothing, type Token, type TokenType } from "./token.ts";

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

/** A problem with the order of the tokens. */
export interface ComposerProblem extends SyntaxProblem {
  /** Whether it is that there are no more, which is the scanner's problem where it has one. */
  readonly isAtEnd: boolean;
}

/**
 * Reads tokens one by one. After the first problem every token is the last one, so that all loops
 * end and keep what they have.
 */
export class TokenReader {
  problem: ComposerProblem | undefined;
  /** How many tokens have been taken. */
  taken = 0;
  /** The next token. */
  token: Token;
  readonly text: string;
  #before: Token = nothing;
  readonly #tokens: readonly Token[];
  readonly #end: Token;

  constructor({ tokens, cursor }: ScannedText) {
    this.text = cursor.text;
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? nothing;
    this.token = this.#end;
    this.#advance(0);
  }

  at(type: TokenType): boolean {
    return this.token.type === type;
  }

  take(): Token {
    const { token } = this;
    this.#before = token;
    if (token !== this.#end) this.#advance(this.taken + 1);
    return token;
  }

  /** Notes that something else stands here; only the first problem counts. */
  failExpecting(what: string): void {
    const { token } = this;
    const { scalar, start, end } = this.#before;
    if (token.type === "scalar" && (scalar?.style === "single" || scalar?.style === "double")) {
      const isMultiline = this.text.slice(start, end).includes("\n");
      this.fail(explainBehindQuoted(scalar, isMultiline), token);
    }
    if (token.type === "block mapping start" || token.type === "block sequence start") {
      const outdented = explainOutdented(this.text, token.start);
      if (outdented !== undefined) this.fail(outdented, token);
    }
    this.fail(`expected ${what}, but found ${names[token.type] ?? `a ${token.type}`}`, token);
  }

  fail(message: string, at: Span): void {
    if (this.problem !== undefined) return;
    const span = { start: at.start, end: at.end };
    this.problem = { message, span, isAtEnd: this.token === this.#end };
    this.token = this.#end;
  }

  #advance(taken: number): void {
    let next = taken;
    while (this.#tokens[next] === nothing) next += 1;
    this.taken = next;
    this.token = this.#tokens[next] ?? this.#end;
  }
}
