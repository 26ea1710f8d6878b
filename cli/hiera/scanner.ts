import { Cursor, isBlankOrEnd, ScanFault } from "./cursor.ts";
import type { Comment, SyntaxProblem } from "./document.ts";
import { explainCharacter, explainValueNotAllowed } from "./explain-syntax.ts";
import { scanBlockScalar } from "./scan-block-scalar.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import { SimpleKeys } from "./simple-keys.ts";
import { skipToToken } from "./skip-to-token.ts";
import type { Token, TokenType } from "./token.ts";

/** The tokens of a text; with a `problem`, those before it and a last "stream end" at it. */
export interface ScannedText {
  readonly tokens: readonly Token[];
  readonly problem: SyntaxProblem | undefined;
  readonly comments: readonly Comment[];
  readonly refusedByPyyaml: readonly SyntaxProblem[];
  readonly refusedByPsych: readonly SyntaxProblem[];
}

/**
 * Cuts a text into tokens by the rules of libyaml, which are PyYAML's but for tabs.
 *
 * @see PyYAML scanner.py
 */
export function scanText(text: string): ScannedText {
  const scanner = new Scanner(text);
  const problem = scanner.run();
  const { comments, refusedByPyyaml, refusedByPsych } = scanner.cursor;
  return { tokens: scanner.tokens, problem, comments, refusedByPyyaml, refusedByPsych };
}

class Scanner {
  readonly tokens: Token[] = [];
  readonly cursor: Cursor;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys: SimpleKeys;

  constructor(text: string) {
    this.cursor = new Cursor(text);
    this.#keys = new SimpleKeys(this.cursor);
  }

  run(): SyntaxProblem | undefined {
    try {
      while (!this.#step());
      return undefined;
    } catch (error) {
      if (!(error instanceof ScanFault)) throw error;
      const at = error.problem.span.start;
      this.#push("stream end", at, at);
      return error.problem;
    }
  }

  /** Takes one token, and gives whether it was the last. */
  #step(): boolean {
    const insideFlow = this.#flowLevel > 0;
    this.#keyAllowed = skipToToken(this.cursor, insideFlow, this.#keyAllowed);
    this.#keys.dropStaleBlockKey();
    if (this.#flowLevel === 0) this.#closeBlocksDeeperThan(this.cursor.column);
    if (this.cursor.index >= this.cursor.text.length) {
      this.#closeBlocksDeeperThan(-1);
      this.#keys.forget(this.#flowLevel);
      this.#push("stream end", this.cursor.index, this.cursor.index);
      return true;
    }
    if (this.cursor.column === 0 && this.#takeDocumentMark()) return false;
    this.#takeIndicator(this.cursor.peek());
    return false;
  }

  #takeDocumentMark(): boolean {
    const { cursor } = this;
    if (cursor.peek() === "%") {
      this.#endBlocks();
      this.tokens.push(scanDirective(cursor));
      return true;
    }
    if (!cursor.atDocumentSeparator()) return false;
    this.#endBlocks();
    const start = cursor.index;
    const type = cursor.take(3) === "---" ? "document start" : "document end";
    this.#push(type, start, cursor.index);
    return true;
  }

  #endBlocks(): void {
    this.#closeBlocksDeeperThan(-1);
    this.#keys.forget(this.#flowLevel);
    this.#keyAllowed = false;
  }

  #takeIndicator(character: string): void {
    const take = this.#brackets[character];
    if (take !== undefined) {
      take();
      return;
    }
    const insideFlow = this.#flowLevel > 0;
    const standsAlone = isBlankOrEnd(this.cursor.peek(1));
    const isMark = standsAlone || (insideFlow && character !== "-");
    if (character === "-" && isMark) this.#takeBlockEntry();
    else if (character === "?" && isMark) this.#takeKey();
    else if (character === ":" && isMark) this.#takeValue();
    else if (!insideFlow && "|>".includes(character)) this.#takeBlockScalar();
    else this.#takeScalarOrProperty(character);
  }

  readonly #brackets: Readonly<Record<string, () => void>> = {
    "[": () => this.#openFlow("flow sequence start"),
    "{": () => this.#openFlow("flow mapping start"),
    "]": () => this.#closeFlow("flow sequence end"),
    "}": () => this.#closeFlow("flow mapping end"),
    ",": () => this.#takeFlowEntry(),
  };

  #takeBlockScalar(): void {
    this.#keys.forget(this.#flowLevel);
    this.#keyAllowed = true;
    this.tokens.push(scanBlockScalar(this.cursor, this.#indent));
  }

  #takeScalarOrProperty(character: string): void {
    const { cursor } = this;
    this.#refuseUnlessScalar(character);
    this.#saveKey();
    this.#keyAllowed = false;
    if (character === "*" || character === "&") this.tokens.push(scanAnchor(cursor));
    else if (character === "!") this.tokens.push(scanTag(cursor, this.#flowLevel > 0));
    else if (character === "'" || character === '"') this.tokens.push(scanQuoted(cursor));
    else this.#takePlain();
  }

  #refuseUnlessScalar(character: string): void {
    // What is "-", "?" or ":" here has no blank behind it, and so begins a plain text.
    const begins = this.#flowLevel > 0 ? "-*&!'\"" : "-?:*&!'\"";
    if (begins.includes(character) || !"?:#|>%@`\t".includes(character)) return;
    const { message, start } = explainCharacter(this.cursor.text, this.cursor.index);
    this.cursor.fail(message, start);
  }

  #takePlain(): void {
    const context = { insideFlow: this.#flowLevel > 0, parentIndent: this.#indent };
    const { token, endedAtLineStart } = scanPlain(this.cursor, context);
    this.tokens.push(token);
    if (endedAtLineStart) this.#keyAllowed = true;
  }

  #openFlow(type: TokenType): void {
    this.#saveKey();
    this.#flowLevel += 1;
    this.#keyAllowed = true;
    this.#takeMark(type);
  }

  #closeFlow(type: TokenType): void {
    this.#keys.forget(this.#flowLevel);
    this.#flowLevel = Math.max(0, this.#flowLevel - 1);
    this.#keyAllowed = false;
    this.#takeMark(type);
  }

  #takeFlowEntry(): void {
    this.#keys.forget(this.#flowLevel);
    this.#keyAllowed = true;
    this.#takeMark("flow entry");
  }

  #takeBlockEntry(): void {
    const { cursor } = this;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        cursor.fail('a list item "- " cannot start here: put it on a line of its own');
      }
      this.#openBlock("block sequence start", cursor.column, cursor.index, this.tokens.length);
    }
    this.#keyAllowed = true;
    this.#keys.forget(this.#flowLevel);
    this.#takeMark("block entry");
  }

  #takeKey(): void {
    const { cursor } = this;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) cursor.fail('a "? " key cannot start here');
      this.#openBlock("block mapping start", cursor.column, cursor.index, this.tokens.length);
    }
    this.#keyAllowed = this.#flowLevel === 0;
    this.#keys.forget(this.#flowLevel);
    this.#takeMark("key");
  }

  #takeValue(): void {
    const { cursor } = this;
    const key = this.#keys.take(this.#flowLevel);
    if (key !== undefined) {
      const mark: Token = { type: "key", start: key.index, end: key.index, text: "" };
      this.tokens.splice(key.tokenNumber, 0, mark);
      if (this.#flowLevel === 0) {
        this.#openBlock("block mapping start", key.column, key.index, key.tokenNumber);
      }
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) {
          const { message, start } = explainValueNotAllowed(cursor.text, cursor.index);
          cursor.fail(message, start);
        }
        this.#openBlock("block mapping start", cursor.column, cursor.index, this.tokens.length);
      }
      this.#keyAllowed = this.#flowLevel === 0;
      this.#keys.forget(this.#flowLevel);
    }
    this.#takeMark("value");
  }

  #openBlock(type: TokenType, column: number, offset: number, tokenNumber: number): void {
    if (this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.tokens.splice(tokenNumber, 0, { type, start: offset, end: offset, text: "" });
  }

  #closeBlocksDeeperThan(column: number): void {
    while (this.#indent > column) {
      this.#indent = this.#indents.pop() ?? -1;
      this.#push("block end", this.cursor.index, this.cursor.index);
    }
  }

  #takeMark(type: TokenType): void {
    const start = this.cursor.index;
    this.cursor.forward();
    this.#push(type, start, this.cursor.index);
  }

  #push(type: TokenType, start: number, end: number): void {
    this.tokens.push({ type, start, end, text: "" });
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const required = this.#flowLevel === 0 && this.#indent === this.cursor.column;
    this.#keys.save(this.#flowLevel, this.tokens.length, required);
  }
}
