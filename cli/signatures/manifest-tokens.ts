import { heredocAt } from "./heredoc.ts";
import { lookupKeysAfter } from "./lookup-keys.ts";
import {
  at,
  closeBracket,
  closeParenthesis,
  closerOf,
  colon,
  digitSort,
  dollar,
  doubleQuote,
  greaterThan,
  hash,
  isBlank,
  isCloser,
  isEscaped,
  lowerSort,
  newline,
  openBrace,
  openParenthesis,
  orLength,
  singleQuote,
  slash,
  sortOf,
  upperSort,
} from "./manifest-characters.ts";
import { afterComment, blanksEnd, nameEnd, numberEnd } from "./manifest-ends.ts";
import { ManifestFault } from "./manifest-fault.ts";

/** What a token is: one of these, or the code of a punctuation character. */
export const endToken = 0;
export const wordToken = 1;
export const typeToken = 2;
export const variableToken = 3;
const stringToken = 4;
const numberToken = 5;
const regexpToken = 6;
const heredocToken = 7;

/** Words after which a `/` begins a regular expression; after any other it divides. */
const keywords = new Set(
  "and application attr case class consumes default define else elsif function if in inherits node or plan private produces type undef unless".split(
    " ",
  ),
);

/** Ends with the character that tells what it is; of a word with its last letter. */
const notable =
  /[{}()[\]'"#/]|@\(|\b(?:class|define|type|include|require|contain|lookup|hiera|function_|call_function)/g;

/** What may stand in a string in double quotes, or end it. */
const inString = /["\\]|\$\{/g;

/**
 * The tokens of a Puppet manifest, one at a time: comments are passed over, strings are walked with
 * what they interpolate, and the keys of literal lookups are gathered on the way.
 *
 * @see puppet, lib/puppet/pops/parser/lexer2.rb
 */
export class ManifestTokens {
  readonly text: string;
  readonly lookups: Set<string>;
  /** Offsets of the token that was read last; `end` is exclusive. */
  start = 0;
  end = 0;
  kind: number = endToken;
  /** The line feed behind which the text of a heredoc begins, and where that is over. */
  #heredoc = { lineEnd: -1, end: -1 };

  constructor(text: string, lookups: Set<string>) {
    this.text = text;
    this.lookups = lookups;
  }

  /**
   * Reads the next token and gives its kind.
   * @throws {ManifestFault} at a string, comment, heredoc or interpolation that never ends
   */
  next(): number {
    const { text } = this;
    const position = this.#afterTrivia(this.end);
    const code = text.charCodeAt(position);
    const sort = sortOf(code);
    if (sort === lowerSort) {
      this.#take(wordToken, position, nameEnd(text, position));
      this.#noteLookup();
      return wordToken;
    }
    if (sort === upperSort) return this.#take(typeToken, position, nameEnd(text, position));
    if (sort === digitSort) return this.#take(numberToken, position, numberEnd(text, position));
    if (position >= text.length) return this.#take(endToken, position, position);
    return this.#mark(code, position);
  }

  /**
   * Reads on to the next token that may matter in a body: a bracket, a heredoc, or a word that declares,
   * includes or looks up. What stands between is looked at only where it decides what that is.
   * @throws {ManifestFault} as {@link next}
   */
  nextNotable(): number {
    while (this.#nextStop() === stringToken);
    return this.kind;
  }

  #nextStop(): number {
    // The text of a heredoc begins in the middle of what is passed over.
    if (this.#heredoc.lineEnd >= this.end) return this.next();
    const { text } = this;
    notable.lastIndex = this.end;
    while (notable.test(text)) {
      const position = notable.lastIndex - 1;
      const code = text.charCodeAt(position);
      if (code !== hash) return this.#notable(code, position);
      notable.lastIndex = orLength(text.indexOf("\n", position), text);
    }
    return this.#take(endToken, text.length, text.length);
  }

  #notable(code: number, position: number): number {
    if (code === singleQuote) return this.#single(position);
    if (code === doubleQuote) return this.#double(position);
    const isHeredoc = code === openParenthesis && this.text.charCodeAt(position - 1) === at;
    if (isHeredoc) return this.#heredocMark(position - 1);
    const isBracket = closerOf(code) !== 0 || isCloser(code);
    if (isBracket) return this.#take(code, position, position + 1);
    return code === slash ? this.#upTo(position) : this.#word(position);
  }

  /** The notable word that ends there: a token of its own where white space stands before it. */
  #word(last: number): number {
    const { text } = this;
    let start = last;
    while (sortOf(text.charCodeAt(start - 1)) !== 0) start -= 1;
    const before = text.charCodeAt(start - 1);
    if (!isBlank(before) && before !== newline) return this.#upTo(last);
    this.#take(wordToken, start, nameEnd(text, start));
    this.#noteLookup();
    return wordToken;
  }

  /** Reads token by token up to the one that holds a position, or begins behind it. */
  #upTo(position: number): number {
    while (this.next() !== endToken && this.end <= position);
    return this.kind;
  }

  /** Reads on to the end of a bracket that was just read, with all that it holds. */
  skipBracket(): void {
    const openers = [this.start];
    for (let opener = openers.at(-1); opener !== undefined; opener = openers.at(-1)) {
      const kind = this.nextNotable();
      if (closerOf(kind) !== 0) openers.push(this.start);
      else if (kind === closerOf(this.text.charCodeAt(opener))) openers.pop();
      else if (kind === endToken || isCloser(kind)) throw this.unbalanced(opener);
    }
  }

  /** The fault of a bracket whose end was not found where the last token stands. */
  unbalanced(opener: number): ManifestFault {
    const bracket = this.text.charAt(opener);
    if (this.kind === endToken) return new ManifestFault(opener, `\`${bracket}\` is never closed`);
    const found = this.text.charAt(this.start);
    return new ManifestFault(this.start, `\`${found}\` cannot close \`${bracket}\``);
  }

  #take(kind: number, start: number, end: number): number {
    this.start = start;
    this.end = end;
    this.kind = kind;
    return kind;
  }

  /** Called for every word of a tree: two letters tell most apart from `lookup`, `hiera` and `call_function`. */
  #noteLookup(): void {
    const { text, start, end } = this;
    const first = text.charCodeAt(start);
    const second = text.charCodeAt(start + 1);
    const mayLookUp =
      (first === 0x6c && second === 0x6f) ||
      (first === 0x68 && second === 0x69) ||
      (first === 0x63 && second === 0x61);
    if (mayLookUp) lookupKeysAfter(text, start, end, this.lookups);
  }

  #mark(code: number, position: number): number {
    if (code === dollar)
      return this.#take(variableToken, position, nameEnd(this.text, position + 1));
    if (code === singleQuote) return this.#single(position);
    if (code === doubleQuote) return this.#double(position);
    if (code === slash) return this.#slash(position);
    const following = this.text.charCodeAt(position + 1);
    if (code === at && following === openParenthesis) return this.#heredocMark(position);
    if (code === colon && following === colon) return this.#rooted(position);
    return this.#take(code, position, position + 1);
  }

  /** A name that begins with `::`. */
  #rooted(position: number): number {
    const sort = sortOf(this.text.charCodeAt(position + 2));
    if (sort === 0) return this.#take(colon, position, position + 1);
    return this.#take(
      sort === upperSort ? typeToken : wordToken,
      position,
      nameEnd(this.text, position + 2),
    );
  }

  #afterTrivia(from: number): number {
    const { text } = this;
    const { lineEnd, end } = this.#heredoc;
    let position = from;
    for (;;) {
      const after = blanksEnd(text, position);
      if (position <= lineEnd && lineEnd < after) position = end;
      else {
        position = afterComment(text, after);
        if (position === after) return position;
      }
    }
  }

  #single(start: number): number {
    const { text } = this;
    let position = text.indexOf("'", start + 1);
    while (position > 0 && isEscaped(text, position)) position = text.indexOf("'", position + 1);
    if (position < 0) throw new ManifestFault(start, "a string is never closed");
    return this.#take(stringToken, start, position + 1);
  }

  #double(start: number): number {
    const { text } = this;
    inString.lastIndex = start + 1;
    while (inString.test(text)) {
      const position = inString.lastIndex - 1;
      const code = text.charCodeAt(position);
      if (code === doubleQuote) return this.#take(stringToken, start, position + 1);
      inString.lastIndex = code === openBrace ? this.#afterInterpolation(position) : position + 2;
    }
    throw new ManifestFault(start, "a string is never closed");
  }

  #afterInterpolation(brace: number): number {
    this.#take(openBrace, brace, brace + 1);
    this.skipBracket();
    return this.end;
  }

  /** A regular expression where Puppet takes it for one, by what stands before; else a division. */
  #slash(start: number): number {
    const { text } = this;
    let close = this.#mayBeRegexp() ? text.indexOf("/", start + 1) : -1;
    while (close > 0 && isEscaped(text, close)) close = text.indexOf("/", close + 1);
    if (close < 0) return this.#take(slash, start, start + 1);
    return this.#take(regexpToken, start, close + 1);
  }

  #mayBeRegexp(): boolean {
    const { kind, start, end, text } = this;
    if (kind === wordToken) return keywords.has(text.slice(start, end));
    if (kind === endToken) return true;
    if (kind <= heredocToken || kind === closeParenthesis || kind === closeBracket) return false;
    return !(kind === greaterThan && text.charAt(start - 1) === "|");
  }

  #heredocMark(start: number): number {
    const found = heredocAt(this.text, start, this.#heredoc);
    if (found.isInterpolated) this.#interpolations(found.textStart, found.textEnd);
    this.#heredoc = found;
    return this.#take(heredocToken, start, found.markEnd);
  }

  #interpolations(from: number, end: number): void {
    let position = this.text.indexOf("${", from);
    while (position >= 0 && position < end) {
      const after = this.#afterInterpolation(position + 1);
      position = this.text.indexOf("${", after);
    }
  }
}
