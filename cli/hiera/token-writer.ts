import type { Cursor } from "./cursor.ts";
import { deepestForPsych, mostTokens } from "./nesting.ts";
import type { SimpleKey } from "./simple-keys.ts";
import { markToken, nothing, type Token, type TokenType } from "./token.ts";

/** Writes down the tokens of a text, and those that only its indentation tells. */
export class TokenWriter {
  readonly tokens: Token[] = [];
  /** How many brackets are open here. */
  flowLevel = 0;
  /** The column of the block collection around the cursor, or -1. */
  indent: number;
  /** Whether there were more tokens than fit into memory with their nodes. */
  isTooLarge = false;
  readonly #indents: number[] = [];
  readonly #cursor: Cursor;

  constructor(cursor: Cursor, indent: number) {
    this.#cursor = cursor;
    this.indent = indent;
  }

  mark(type: TokenType, start: number, end: number): void {
    this.tokens.push(markToken(type, start, end));
  }

  /** Writes down the character here, and passes it. */
  takeMark(type: TokenType): void {
    const { index } = this.#cursor;
    this.mark(type, index, index + 1);
    this.#cursor.index = index + 1;
  }

  /** Keeps the places for the marks of a key, and gives the first. */
  reserveKey(): number {
    return this.tokens.push(nothing, nothing) - 2;
  }

  /** Fills the places of a key, and begins a mapping where none is. */
  markKey({ tokenNumber, index, lineStart }: SimpleKey): void {
    if (this.flowLevel === 0 && this.#indentTo(index - lineStart)) {
      this.tokens[tokenNumber] = markToken("block mapping start", index, index);
    }
    this.tokens[tokenNumber + 1] = markToken("key", index, index);
  }

  /** Begins a block collection in the cursor's column, unless one is there. */
  openBlock(type: TokenType): void {
    const { index, column } = this.#cursor;
    if (this.#indentTo(column)) this.mark(type, index, index);
  }

  /** Enters brackets. */
  openFlow(): void {
    this.flowLevel += 1;
    this.#refuseTooDeep();
  }

  closeBlocksDeeperThan(column: number): void {
    while (this.indent > column) {
      this.indent = this.#indents.pop() ?? -1;
      this.mark("block end", this.#cursor.index, this.#cursor.index);
    }
  }

  /** @throws {ScanFault} at the limit, and lets go of what is read, so that memory is not what ends. */
  refuseTooMany(): void {
    if (this.tokens.length <= mostTokens) return;
    this.isTooLarge = true;
    this.tokens.length = 0;
    this.#cursor.fail("the text holds too many values to be read", 0);
  }

  #indentTo(column: number): boolean {
    if (this.indent >= column) return false;
    this.#indents.push(this.indent);
    this.indent = column;
    this.#refuseTooDeep();
    return true;
  }

  #refuseTooDeep(): void {
    if (this.flowLevel + this.#indents.length <= deepestForPsych) return;
    this.#cursor.fail(
      `nested more than ${deepestForPsych} levels deep, which no loader can follow`,
    );
  }
}
