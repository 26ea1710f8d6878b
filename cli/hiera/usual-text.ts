import {
  ampersand,
  asterisk,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  greater,
  isFlowIndicator,
  mayBeUnprintable,
  openBrace,
  openBracket,
  pipe,
  questionMark,
  reservedCharacters,
  singleQuote,
} from "./characters.ts";
import { Cursor, pyyaml, ScanFault } from "./cursor.ts";
import type { Comment, HieraNode, MappingPair, Span } from "./document.ts";
import { mostTokens } from "./nesting.ts";
import { emptyScalar } from "./node-properties.ts";
import { scanBlockScalar } from "./scan-block-scalar.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import { scanAnchor } from "./scan-tag.ts";
import { longestSimpleKey } from "./simple-keys.ts";
import { skipToToken } from "./skip-to-token.ts";

/** What a text holds in which nothing is wrong or rare. */
export interface UsualText {
  /** One, or none for a text without any. */
  readonly roots: readonly HieraNode[];
  readonly comments: readonly Comment[];
  readonly hasAnchors: boolean;
}

/**
 * Reads a text as people write them, straight into nodes. Gives undefined for what is rare (tags,
 * `? ` keys, several documents, …) or wrong, or might be: the grammar itself has to read that.
 */
export function readUsualText(text: string): UsualText | undefined {
  if (text.includes("\uFEFF") || mayBeUnprintable(text)) return undefined;
  try {
    return new UsualReader(text).read();
  } catch (error) {
    if (error === unusual || error instanceof ScanFault) return undefined;
    throw error;
  }
}

const unusual = new Error("only the grammar can read this text");

/** Far from where the loaders stop. */
const deepest = 100;

/** Itself, and what the scanner keeps before it for the marks of a key. */
const tokensOfNode = 3;

/** Every method that reads a node of a block passes also what stands between it and the next token. */
class UsualReader {
  readonly #cursor: Cursor;
  /** By name; undefined for a node that is still being read. */
  readonly #anchors = new Map<string, HieraNode | undefined>();
  #depth = 0;
  /** As many as the scanner would take for what is read, at most. */
  #tokens = 0;

  constructor(text: string) {
    this.#cursor = new Cursor(text, 0, pyyaml);
  }

  read(): UsualText {
    const cursor = this.#cursor;
    skipToToken(cursor, false, false);
    const isEmpty = cursor.index === cursor.end;
    if (cursor.atDocumentSeparator()) this.#passDocumentStart();
    const roots = isEmpty ? [] : [this.#block(-1)];
    const { comments, refusedByPyyaml, refusedByPsych } = cursor;
    const isRefused = refusedByPyyaml.length + refusedByPsych.length > 0;
    if (isRefused || cursor.index < cursor.end) throw unusual;
    return { roots, comments, hasAnchors: this.#anchors.size > 0 };
  }

  #passDocumentStart(): void {
    const cursor = this.#cursor;
    if (cursor.code !== dash) throw unusual;
    const { lineStart } = cursor;
    cursor.index += 3;
    this.#pass();
    if (cursor.lineStart === lineStart) throw unusual;
  }

  /** Passes all that is no token. */
  #pass(): void {
    const cursor = this.#cursor;
    skipToToken(cursor, false, false);
    if (cursor.atDocumentSeparator()) throw unusual;
  }

  /** A node where a collection may begin; `indent` is the column of the one around it. */
  #block(indent: number): HieraNode {
    const cursor = this.#cursor;
    if (this.#isAtItem()) return this.#sequence();
    const { column } = cursor;
    const node = this.#inline(indent);
    cursor.skipSpaces();
    if (cursor.code === colon) return this.#mapping(node, column);
    this.#passToNextLine(node);
    return node;
  }

  #passToNextLine(node: HieraNode): void {
    const cursor = this.#cursor;
    this.#pass();
    if (cursor.lineStart <= node.span.end && cursor.index < cursor.end) throw unusual;
  }

  #isAtItem(): boolean {
    return this.#cursor.code === dash && this.#cursor.standsAlone;
  }

  #sequence(): HieraNode {
    this.#descend();
    const { index: start, column } = this.#cursor;
    const items: HieraNode[] = [];
    let end = start;
    do {
      const mark = this.#passMark();
      const item = this.#isDeeperThan(column) ? this.#block(column) : emptyScalar(mark);
      items.push(item);
      end = item.span.end;
    } while (this.#isAtEntry(column) && this.#isAtItem());
    this.#depth -= 1;
    return { kind: "sequence", span: { start, end }, tag: undefined, anchor: undefined, items };
  }

  #mapping(firstKey: HieraNode, column: number): HieraNode {
    this.#descend();
    const { start } = firstKey.span;
    const pairs: MappingPair[] = [];
    let end = start;
    for (let key = firstKey; ; key = this.#inline(column)) {
      const value = this.#value(key, column);
      pairs.push({ key, value });
      end = value.span.end;
      if (!this.#isAtEntry(column)) break;
    }
    this.#depth -= 1;
    return { kind: "mapping", span: { start, end }, tag: undefined, anchor: undefined, pairs };
  }

  /** The colon behind a key, and what follows it. */
  #value(key: HieraNode, column: number): HieraNode {
    const cursor = this.#cursor;
    const { lineStart } = cursor;
    cursor.skipSpaces();
    if (!cursor.standsAlone) throw unusual;
    this.#requireColon(key.span.start);
    const mark = this.#passMark();
    if (cursor.lineStart === lineStart && cursor.index < cursor.end) {
      const node = this.#inline(column);
      this.#passToNextLine(node);
      return node;
    }
    if (this.#isDeeperThan(column)) return this.#block(column);
    return cursor.column === column && this.#isAtItem() ? this.#sequence() : emptyScalar(mark);
  }

  /** A colon, near enough behind its key that this is one. */
  #requireColon(keyStart: number): void {
    const { code, index, lineStart } = this.#cursor;
    const isNear = keyStart >= lineStart && index - keyStart <= longestSimpleKey;
    if (code !== colon || !isNear) throw unusual;
  }

  /** Passes the mark of an item or value, and gives where it ends. */
  #passMark(): number {
    this.#count(1);
    const cursor = this.#cursor;
    cursor.index += 1;
    const { index } = cursor;
    this.#pass();
    return index;
  }

  #isDeeperThan(column: number): boolean {
    const cursor = this.#cursor;
    return cursor.column > column && cursor.index < cursor.end;
  }

  /** Whether another entry of the collection in a column may begin here. */
  #isAtEntry(column: number): boolean {
    if (this.#isDeeperThan(column)) throw unusual;
    return this.#cursor.column === column && this.#cursor.index < this.#cursor.end;
  }

  #count(tokens: number): void {
    this.#tokens += tokens;
    if (this.#tokens > mostTokens) throw unusual;
  }

  /** Enters a collection, of which the scanner marks both ends. */
  #descend(): void {
    this.#count(2);
    this.#depth += 1;
    if (this.#depth > deepest) throw unusual;
  }

  /** What is no collection of a block, with an anchor before it or without; nothing behind it is passed. */
  #inline(indent: number): HieraNode {
    this.#count(tokensOfNode);
    const cursor = this.#cursor;
    const { code } = cursor;
    if (code === singleQuote || code === doubleQuote) return scanQuoted(cursor);
    if (code === openBracket) return this.#flowSequence();
    if (code === openBrace) return this.#flowMapping();
    if (code === pipe || code === greater) return scanBlockScalar(cursor, indent);
    if (code === asterisk) return this.#alias();
    if (code === ampersand) return this.#anchored(indent);
    const isMark = code === dash || code === colon || code === questionMark;
    if (!startsPlain(code) || (isMark && cursor.standsAlone)) throw unusual;
    return scanPlain(cursor, false, indent);
  }

  #alias(): HieraNode {
    const { start, end, text: name } = scanAnchor(this.#cursor);
    const target = this.#anchors.get(name);
    if (target === undefined && this.#anchors.has(name)) throw unusual;
    return { kind: "alias", span: { start, end }, name, target };
  }

  #anchored(indent: number): HieraNode {
    const cursor = this.#cursor;
    const { start, text: anchor } = scanAnchor(cursor);
    if (this.#anchors.has(anchor)) throw unusual;
    this.#anchors.set(anchor, undefined);
    const { lineStart } = cursor;
    this.#pass();
    const { code } = cursor;
    if (code === ampersand || code === asterisk || !this.#isDeeperThan(indent)) throw unusual;
    const node = cursor.lineStart === lineStart ? this.#inline(indent) : this.#block(indent);
    const anchored = { ...node, anchor, span: { start, end: node.span.end } };
    this.#anchors.set(anchor, anchored);
    return anchored;
  }

  #flowNode(): HieraNode {
    this.#count(tokensOfNode);
    const cursor = this.#cursor;
    const { code } = cursor;
    if (code === singleQuote || code === doubleQuote) return scanQuoted(cursor);
    if (code === openBracket) return this.#flowSequence();
    if (code === openBrace) return this.#flowMapping();
    if (code === asterisk) return this.#alias();
    const isMark = code === colon || code === questionMark;
    if (!startsPlain(code) || isMark || this.#isAtItem()) throw unusual;
    return scanPlain(cursor, true, -1);
  }

  #flowSequence(): HieraNode {
    const items: HieraNode[] = [];
    const span = this.#brackets(closeBracket, () => items.push(this.#flowNode()));
    return { kind: "sequence", span, tag: undefined, anchor: undefined, items };
  }

  #flowMapping(): HieraNode {
    const pairs: MappingPair[] = [];
    const span = this.#brackets(closeBrace, () => pairs.push(this.#flowPair()));
    return { kind: "mapping", span, tag: undefined, anchor: undefined, pairs };
  }

  #flowPair(): MappingPair {
    const key = this.#flowNode();
    this.#pass();
    this.#requireColon(key.span.start);
    this.#passMark();
    return { key, value: this.#flowNode() };
  }

  /** Reads what stands in brackets, entry by entry; gives the span of all. */
  #brackets(close: number, readEntry: () => void): Span {
    this.#descend();
    const cursor = this.#cursor;
    const { index: start } = cursor;
    this.#passMark();
    while (cursor.code !== close) {
      readEntry();
      this.#pass();
      if (cursor.code === comma) this.#passMark();
      else if (cursor.code !== close) throw unusual;
    }
    cursor.index += 1;
    this.#depth -= 1;
    return { start, end: cursor.index };
  }
}

/** Whether an unquoted text may begin with a character that is none of `-`, `?` and `:`. */
function startsPlain(code: number): boolean {
  return reservedCharacters[code] === undefined && !isFlowIndicator(code) && code !== 0;
}
