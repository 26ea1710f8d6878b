import { Cursor, isBlankOrEnd, isBreakOrEnd, ScanFault } from "./cursor.ts";
import type { SyntaxProblem } from "./document.ts";
import { explainCharacter, explainMissingColon, explainValueNotAllowed } from "./explain-syntax.ts";
import { scanBlockScalar } from "./scan-block-scalar.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import type { Token, TokenType } from "./token.ts";

/** The tokens of a text; with a `problem`, those before it and a last "stream end" at it. */
export interface ScannedText {
  readonly tokens: readonly Token[];
  readonly problem: SyntaxProblem | undefined;
  readonly refusedByPyyaml: readonly SyntaxProblem[];
  readonly refusedByPsych: readonly SyntaxProblem[];
}

interface SimpleKey {
  readonly tokenNumber: number;
  readonly required: boolean;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

const longestSimpleKey = 1024;

/**
 * Cuts a text into tokens by the rules of libyaml, which are PyYAML's but for tabs.
 *
 * @see PyYAML scanner.py
 * @see libyaml scanner.c
 */
export function scanText(text: string): ScannedText {
  const scanner = new Scanner(text);
  const problem = scanner.run();
  const { refusedByPyyaml, refusedByPsych } = scanner.cursor;
  return { tokens: scanner.tokens, problem, refusedByPyyaml, refusedByPsych };
}

class Scanner {
  readonly tokens: Token[] = [];
  readonly cursor: Cursor;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  /** The token that may turn out to be a key, per flow level. */
  readonly #possibleKeys: (SimpleKey | undefined)[] = [];

  constructor(text: string) {
    this.cursor = new Cursor(text);
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
    this.#skipToToken();
    this.#dropStaleBlockKey();
    if (this.#flowLevel === 0) this.#closeBlocksDeeperThan(this.cursor.column);
    if (this.cursor.index >= this.cursor.text.length) {
      this.#closeBlocksDeeperThan(-1);
      this.#forgetKey();
      this.#push("stream end", this.cursor.index, this.cursor.index);
      return true;
    }
    if (this.cursor.column === 0 && this.#takeDocumentMark()) return false;
    this.#takeIndicator(this.cursor.peek());
    return false;
  }

  #skipToToken(): void {
    const { cursor } = this;
    if (cursor.index === 0 && cursor.peek() === "\uFEFF") cursor.forward();
    for (;;) {
      const tabsAllowed = this.#flowLevel > 0 || !this.#keyAllowed;
      while (cursor.peek() === " " || (tabsAllowed && cursor.peek() === "\t")) {
        if (cursor.peek() === "\t") cursor.noteTab();
        cursor.forward();
      }
      if (cursor.peek() === "#") cursor.skipToLineEnd();
      if (cursor.peek() === "\0" || !isBreakOrEnd(cursor.peek())) return;
      cursor.takeBreak();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
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
    this.#forgetKey();
    this.#keyAllowed = false;
  }

  #takeIndicator(character: string): void {
    const insideFlow = this.#flowLevel > 0;
    const standsAlone = isBlankOrEnd(this.cursor.peek(1));
    if (character === "[") return this.#openFlow("flow sequence start");
    if (character === "{") return this.#openFlow("flow mapping start");
    if (character === "]") return this.#closeFlow("flow sequence end");
    if (character === "}") return this.#closeFlow("flow mapping end");
    if (character === ",") return this.#takeFlowEntry();
    if (character === "-" && standsAlone) return this.#takeBlockEntry();
    if (character === "?" && (insideFlow || standsAlone)) return this.#takeKey();
    if (character === ":" && (insideFlow || standsAlone)) return this.#takeValue();
    this.#takeScalarOrProperty(character);
  }

  #takeScalarOrProperty(character: string): void {
    const { cursor } = this;
    const insideFlow = this.#flowLevel > 0;
    if (!insideFlow && (character === "|" || character === ">")) {
      this.#forgetKey();
      this.#keyAllowed = true;
      this.tokens.push(scanBlockScalar(cursor, this.#indent));
      return;
    }
    const startsPlain =
      !"-?:,[]{}#&*!|>'\"%@`\t".includes(character) ||
      character === "-" ||
      (!insideFlow && "?:".includes(character));
    if (!startsPlain && !"*&!'\"".includes(character)) {
      const { message, start } = explainCharacter(cursor.text, cursor.index);
      cursor.fail(message, start);
    }
    this.#saveKey();
    this.#keyAllowed = false;
    if (character === "*" || character === "&") this.tokens.push(scanAnchor(cursor));
    else if (character === "!") this.tokens.push(scanTag(cursor, insideFlow));
    else if (character === "'" || character === '"') this.tokens.push(scanQuoted(cursor));
    else this.#takePlain();
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
    this.#forgetKey();
    this.#flowLevel = Math.max(0, this.#flowLevel - 1);
    this.#keyAllowed = false;
    this.#takeMark(type);
  }

  #takeFlowEntry(): void {
    this.#keyAllowed = true;
    this.#forgetKey();
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
    this.#forgetKey();
    this.#takeMark("block entry");
  }

  #takeKey(): void {
    const { cursor } = this;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) cursor.fail('a "? " key cannot start here');
      this.#openBlock("block mapping start", cursor.column, cursor.index, this.tokens.length);
    }
    this.#keyAllowed = this.#flowLevel === 0;
    this.#forgetKey();
    this.#takeMark("key");
  }

  #takeValue(): void {
    const { cursor } = this;
    const key = this.#possibleKeys[this.#flowLevel];
    if (key !== undefined && !this.#isStale(key)) {
      this.#possibleKeys[this.#flowLevel] = undefined;
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
      this.#forgetKey();
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

  #isStale(key: SimpleKey): boolean {
    return key.line !== this.cursor.line || this.cursor.index - key.index > longestSimpleKey;
  }

  /** Only a key of the block level can be required, so only that one must be watched all the time. */
  #dropStaleBlockKey(): void {
    const key = this.#possibleKeys[0];
    if (key === undefined || !this.#isStale(key)) return;
    this.#possibleKeys[0] = undefined;
    if (key.required) this.#failWithoutColon(key);
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    this.#forgetKey();
    const { index, line, column } = this.cursor;
    const required = this.#flowLevel === 0 && this.#indent === column;
    const tokenNumber = this.tokens.length;
    this.#possibleKeys[this.#flowLevel] = { tokenNumber, required, index, line, column };
  }

  #forgetKey(): void {
    const key = this.#possibleKeys[this.#flowLevel];
    this.#possibleKeys[this.#flowLevel] = undefined;
    if (key?.required === true) this.#failWithoutColon(key);
  }

  #failWithoutColon(key: SimpleKey): never {
    const { message, start, end } = explainMissingColon(this.cursor.text, key.index);
    throw new ScanFault(message, start, end);
  }
}
