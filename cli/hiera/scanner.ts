import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  openBrace,
  openBracket,
  percent,
  questionMark,
  reservedCharacters,
  singleQuote,
} from "./characters.ts";
import { Cursor, type Dialect, pyyaml, ScanFault } from "./cursor.ts";
import type { SyntaxProblem } from "./document.ts";
import { explainCharacter, explainValueNotAllowed } from "./explain-syntax.ts";
import { scanBlockScalar } from "./scan-block-scalar.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import type { ScannedText } from "./scanned-text.ts";
import { SimpleKeys } from "./simple-keys.ts";
import { skipToToken } from "./skip-to-token.ts";
import { scalarToken, type TokenType } from "./token.ts";
import { TokenWriter } from "./token-writer.ts";

/**
 * Cuts a text into tokens by the rules of libyaml, which are PyYAML's but for tabs.
 *
 * @see PyYAML scanner.py
 */
export function scanText(text: string, dialect: Dialect = pyyaml): ScannedText {
  return new Scanner(new Cursor(text, 0, dialect), -1).scan();
}

/** Cuts the rest of a text into tokens, from the start of an entry of a block mapping on. */
export function scanFragment(text: string, start: number): ScannedText {
  const cursor = new Cursor(text, start, pyyaml);
  return new Scanner(cursor, cursor.column).scan();
}

class Scanner {
  readonly #cursor: Cursor;
  #hasAnchors = false;
  readonly #writer: TokenWriter;
  #keyAllowed = true;
  readonly #keys: SimpleKeys;

  constructor(cursor: Cursor, indent: number) {
    this.#cursor = cursor;
    this.#writer = new TokenWriter(cursor, indent);
    this.#keys = new SimpleKeys(cursor);
  }

  scan(): ScannedText {
    const problem = this.#run();
    const { tokens, flowLevel, isTooLarge } = this.#writer;
    return {
      tokens,
      problem,
      insideFlow: flowLevel > 0,
      hasAnchors: this.#hasAnchors,
      isTooLarge,
      cursor: this.#cursor,
    };
  }

  get #flowLevel(): number {
    return this.#writer.flowLevel;
  }

  #run(): SyntaxProblem | undefined {
    try {
      while (!this.#step());
      return undefined;
    } catch (error) {
      if (!(error instanceof ScanFault)) throw error;
      const at = error.problem.span.start;
      this.#writer.mark("stream end", at, at);
      return error.problem;
    }
  }

  /** Takes one token, and gives whether it was the last. */
  #step(): boolean {
    const cursor = this.#cursor;
    this.#keyAllowed = skipToToken(cursor, this.#flowLevel > 0, this.#keyAllowed);
    this.#keys.dropStaleBlockKey();
    if (this.#flowLevel === 0) this.#writer.closeBlocksDeeperThan(cursor.column);
    if (cursor.index >= cursor.end) {
      this.#writer.closeBlocksDeeperThan(-1);
      this.#keys.forget(this.#flowLevel);
      this.#writer.mark("stream end", cursor.index, cursor.index);
      return true;
    }
    this.#writer.refuseTooMany();
    if (cursor.column === 0 && this.#takeDocumentMark()) return false;
    this.#takeIndicator(cursor.code);
    return false;
  }

  #takeDocumentMark(): boolean {
    const cursor = this.#cursor;
    if (cursor.code === percent) {
      this.#endBlocks();
      this.#writer.tokens.push(scanDirective(cursor));
      return true;
    }
    if (!cursor.atDocumentSeparator()) return false;
    this.#endBlocks();
    const type = cursor.code === dash ? "document start" : "document end";
    this.#writer.mark(type, cursor.index, cursor.index + 3);
    cursor.index += 3;
    return true;
  }

  #endBlocks(): void {
    this.#writer.closeBlocksDeeperThan(-1);
    this.#keys.forget(this.#flowLevel);
    this.#keyAllowed = false;
  }

  #takeIndicator(code: number): void {
    if (code === dash || code === questionMark || code === colon) this.#takeBlockMark(code);
    else if (code === openBracket) this.#openFlow("flow sequence start");
    else if (code === openBrace) this.#openFlow("flow mapping start");
    else if (code === closeBracket) this.#closeFlow("flow sequence end");
    else if (code === closeBrace) this.#closeFlow("flow mapping end");
    else if (code === comma) this.#takeFlowEntry();
    else this.#takeScalarOrProperty(code);
  }

  /** `-`, `?` or `:`, which begin a plain text where no blank stands behind them. */
  #takeBlockMark(code: number): void {
    const isMark = this.#cursor.standsAlone || (this.#flowLevel > 0 && code !== dash);
    if (!isMark) this.#takePlain();
    else if (code === dash) this.#takeBlockEntry();
    else if (code === colon) this.#takeValue();
    else this.#takeKey();
  }

  #takeScalarOrProperty(code: number): void {
    const cursor = this.#cursor;
    const character = reservedCharacters[code];
    if (character === undefined) this.#takePlain();
    else if (code === singleQuote || code === doubleQuote) {
      this.#saveKey();
      this.#writer.tokens.push(scalarToken(scanQuoted(cursor)));
    } else if (character === "*" || character === "&") {
      this.#saveKey();
      this.#hasAnchors ||= character === "&";
      this.#writer.tokens.push(scanAnchor(cursor));
    } else if (character === "!") {
      this.#saveKey();
      this.#writer.tokens.push(scanTag(cursor, this.#flowLevel > 0));
    } else this.#takeBlockScalar(character);
  }

  #takeBlockScalar(character: string): void {
    const cursor = this.#cursor;
    if (this.#flowLevel > 0 || (character !== "|" && character !== ">")) {
      const { message, start } = explainCharacter(cursor.text, cursor.index);
      cursor.fail(message, start);
    }
    this.#keys.forget(this.#flowLevel);
    this.#keyAllowed = true;
    this.#writer.tokens.push(scalarToken(scanBlockScalar(cursor, this.#writer.indent)));
  }

  #takePlain(): void {
    this.#saveKey();
    const scalar = scanPlain(this.#cursor, this.#flowLevel > 0, this.#writer.indent);
    this.#writer.tokens.push(scalarToken(scalar));
    // It ended at the start of a line, where a key may begin.
    if (this.#cursor.lineStart > scalar.span.end) this.#keyAllowed = true;
  }

  #openFlow(type: TokenType): void {
    this.#saveKey();
    this.#writer.openFlow();
    this.#keyAllowed = true;
    this.#writer.takeMark(type);
  }

  #closeFlow(type: TokenType): void {
    this.#keys.forget(this.#flowLevel);
    this.#writer.flowLevel = Math.max(0, this.#flowLevel - 1);
    this.#keyAllowed = false;
    this.#writer.takeMark(type);
  }

  #takeFlowEntry(): void {
    this.#keys.forget(this.#flowLevel);
    this.#keyAllowed = true;
    this.#writer.takeMark("flow entry");
  }

  #takeBlockEntry(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        cursor.fail('a list item "- " cannot start here: put it on a line of its own');
      }
      this.#writer.openBlock("block sequence start");
    }
    this.#keyAllowed = true;
    this.#keys.forget(this.#flowLevel);
    this.#writer.takeMark("block entry");
  }

  #takeKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#cursor.fail('a "? " key cannot start here');
      this.#writer.openBlock("block mapping start");
    }
    this.#keyAllowed = this.#flowLevel === 0;
    this.#keys.forget(this.#flowLevel);
    this.#writer.takeMark("key");
  }

  #takeValue(): void {
    const cursor = this.#cursor;
    const key = this.#keys.take(this.#flowLevel);
    if (key !== undefined) {
      this.#writer.markKey(key);
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) {
          const { message, start } = explainValueNotAllowed(cursor.text, cursor.index);
          cursor.fail(message, start);
        }
        this.#writer.openBlock("block mapping start");
      }
      this.#keyAllowed = this.#flowLevel === 0;
      this.#keys.forget(this.#flowLevel);
    }
    this.#writer.takeMark("value");
  }

  /** Remembers that the token here may be a key, and that none may begin behind it. */
  #saveKey(): void {
    if (this.#keyAllowed) {
      const required = this.#flowLevel === 0 && this.#writer.indent === this.#cursor.column;
      this.#keys.save(this.#flowLevel, this.#writer.reserveKey(), required);
    }
    this.#keyAllowed = false;
  }
}
