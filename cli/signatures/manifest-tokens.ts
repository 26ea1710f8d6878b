import { lookupKeysAfter } from "./lookup-keys.ts";

/** What a token is: one of these, or the code of a punctuation character. */
export const kinds = {
  end: 0,
  word: 1,
  typeName: 2,
  variable: 3,
  string: 4,
  number: 5,
  regexp: 6,
  heredoc: 7,
} as const;

/** Why a manifest cannot be read on, and where. */
export class ManifestFault extends Error {
  readonly position: number;

  constructor(position: number, reason: string) {
    super(reason);
    this.position = position;
  }
}

const space = 0x20;
const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const doubleQuote = 0x22;
const hash = 0x23;
const dollar = 0x24;
const singleQuote = 0x27;
const openParenthesis = 0x28;
const star = 0x2a;
const hyphen = 0x2d;
const dot = 0x2e;
const slash = 0x2f;
const colon = 0x3a;
const at = 0x40;
const backslash = 0x5c;
const noBreakSpace = 0xa0;

/** The character that closes each opening one. */
const closers: ReadonlyMap<number, number> = new Map([
  [openParenthesis, 0x29],
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);

const digit = 1;
const upper = 2;
const lower = 3;
/** The sort of each ASCII character that may stand in a name; 0 for all others. */
const sorts = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return digit;
  if (code >= 0x41 && code <= 0x5a) return upper;
  return (code >= 0x61 && code <= 0x7a) || code === 0x5f ? lower : 0;
});

/** Words after which a `/` begins a regular expression; after any other it divides. */
const keywords = new Set(
  "and application attr case class consumes default define else elsif function if in inherits node or plan private produces type undef unless".split(
    " ",
  ),
);

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
  kind: number = kinds.end;
  /** The line feed after which a heredoc's text begins, and where the text is over. */
  #jumpFrom = -1;
  #jumpTo = -1;

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
    if (position >= text.length) {
      this.start = position;
      this.end = position;
      this.kind = kinds.end;
      return kinds.end;
    }
    const code = text.charCodeAt(position);
    const sort = code < 128 ? sorts[code] : 0;
    if (sort === lower) return this.#take(kinds.word, position, this.#nameEnd(position));
    if (sort === upper) return this.#take(kinds.typeName, position, this.#nameEnd(position));
    if (sort === digit) return this.#take(kinds.number, position, this.#numberEnd(position));
    return this.#mark(code, position);
  }

  /** Reads on to the end of a bracket that was just read, with all that it holds. */
  skipBracket(): void {
    const opener = this.start;
    const closer = closers.get(this.kind);
    for (let kind = this.next(); kind !== closer; kind = this.next()) {
      if (closers.has(kind)) this.skipBracket();
      else if (kind === kinds.end || isCloser(kind)) throw this.unbalanced(opener);
    }
  }

  /** The fault of a bracket whose end was not found where the last token stands. */
  unbalanced(opener: number): ManifestFault {
    const bracket = this.text.charAt(opener);
    if (this.kind === kinds.end) return new ManifestFault(opener, `\`${bracket}\` is never closed`);
    const found = this.text.charAt(this.start);
    return new ManifestFault(this.start, `\`${found}\` cannot close \`${bracket}\``);
  }

  #take(kind: number, start: number, end: number): number {
    this.start = start;
    this.end = end;
    this.kind = kind;
    if (kind === kinds.word) this.#noteLookup();
    return kind;
  }

  /** Called for every word of a tree, so that it looks at one character first. */
  #noteLookup(): void {
    const first = this.text.charCodeAt(this.start);
    if (first !== 0x6c && first !== 0x68 && first !== 0x63) return;
    lookupKeysAfter(this.text, this.start, this.end, this.lookups);
  }

  #mark(code: number, position: number): number {
    const { text } = this;
    const following = text.charCodeAt(position + 1);
    if (code === singleQuote) return this.#take(kinds.string, position, this.#singleEnd(position));
    if (code === doubleQuote) return this.#double(position);
    if (code === dollar) return this.#take(kinds.variable, position, this.#nameEnd(position + 1));
    if (code === slash && this.#mayBeRegexp()) return this.#regexp(position);
    if (code === at && following === openParenthesis) return this.#heredoc(position);
    if (code === colon && following === colon) {
      const isType = sorts[text.charCodeAt(position + 2)] === upper;
      const end = this.#nameEnd(position);
      if (end > position) return this.#take(isType ? kinds.typeName : kinds.word, position, end);
    }
    return this.#take(code, position, position + 1);
  }

  #afterTrivia(from: number): number {
    const { text } = this;
    let position = from;
    for (;;) {
      const code = text.charCodeAt(position);
      if (code === newline) position = position === this.#jumpFrom ? this.#jumpTo : position + 1;
      else if (code === space || code === tab || code === carriageReturn) position += 1;
      else if (code === hash) position = orLength(text.indexOf("\n", position), text);
      else if (code === slash && text.charCodeAt(position + 1) === star) {
        const close = text.indexOf("*/", position + 2);
        if (close < 0) throw new ManifestFault(position, "`/*` is never closed");
        position = close + 2;
      } else if (code === noBreakSpace) position += 1;
      else return position;
    }
  }

  /** Names with `::` between their parts; words may hold hyphens. */
  #nameEnd(from: number): number {
    const { text } = this;
    let position = from;
    for (;;) {
      const code = text.charCodeAt(position);
      if (code < 128 && sorts[code] !== 0) position += 1;
      else if (
        code === colon &&
        isName(text, position + 2) &&
        text.charCodeAt(position + 1) === colon
      )
        position += 2;
      else if (code === hyphen && position > from && isName(text, position + 1)) position += 1;
      else return position;
    }
  }

  #numberEnd(from: number): number {
    const { text } = this;
    let position = from + 1;
    while (
      isName(text, position) ||
      (text.charCodeAt(position) === dot && sorts[text.charCodeAt(position + 1)] === digit)
    ) {
      position += 1;
    }
    return position;
  }

  #singleEnd(from: number): number {
    const { text } = this;
    for (let position = from + 1; ; position += 1) {
      position = text.indexOf("'", position);
      if (position < 0) throw new ManifestFault(from, "a string is never closed");
      if (!isEscaped(text, position)) return position + 1;
    }
  }

  #double(start: number): number {
    const { text } = this;
    for (let position = start + 1; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      if (code === doubleQuote) return this.#take(kinds.string, start, position + 1);
      if (code === backslash) position += 1;
      else if (code === dollar && text.charCodeAt(position + 1) === 0x7b)
        position = this.#afterInterpolation(position + 1) - 1;
    }
    throw new ManifestFault(start, "a string is never closed");
  }

  #afterInterpolation(brace: number): number {
    this.#take(0x7b, brace, brace + 1);
    this.skipBracket();
    return this.end;
  }

  /** As Puppet decides it, by what stands before. */
  #mayBeRegexp(): boolean {
    if (this.kind === kinds.word) return keywords.has(this.text.slice(this.start, this.end));
    if (this.kind === kinds.end) return true;
    if (this.kind < space) return false;
    // Ends of expressions: `)`, `]`, `|>`.
    if (this.kind === 0x29 || this.kind === 0x5d) return false;
    return !(this.kind === 0x3e && this.text.charAt(this.start - 1) === "|");
  }

  /** A lone `/` divides after all. */
  #regexp(start: number): number {
    const { text } = this;
    let close = text.indexOf("/", start + 1);
    while (close > 0 && isEscaped(text, close)) close = text.indexOf("/", close + 1);
    if (close < 0) return this.#take(slash, start, start + 1);
    return this.#take(kinds.regexp, start, close + 1);
  }

  /** `@("TAG":syntax/escapes)`: its text begins on the next line, or after that of one before it. */
  #heredoc(start: number): number {
    const { text } = this;
    const close = orLength(text.indexOf(")", start), text);
    const named =
      text
        .slice(start + 2, close)
        .split(/[:/]/)[0]
        ?.trim() ?? "";
    const isInterpolated = named.startsWith('"');
    const tag = isInterpolated ? named.slice(1, -1).trim() : named;
    const lineEnd = text.indexOf("\n", close);
    if (tag === "" || lineEnd < 0) throw new ManifestFault(start, "a heredoc has no text");
    const from = this.#jumpFrom === lineEnd ? this.#jumpTo : lineEnd + 1;
    const found = heredocEnd(text, tag, from);
    if (!found) throw new ManifestFault(start, `the heredoc ${tag} is never closed`);
    if (isInterpolated) this.#interpolations(from, found.textEnd);
    this.#jumpFrom = lineEnd;
    this.#jumpTo = found.end;
    return this.#take(kinds.heredoc, start, close + 1);
  }

  #interpolations(from: number, end: number): void {
    let position = this.text.indexOf("${", from);
    while (position >= 0 && position < end) {
      const after = this.#afterInterpolation(position + 1);
      position = this.text.indexOf("${", after);
    }
  }
}

function isCloser(kind: number): boolean {
  return kind === 0x29 || kind === 0x5d || kind === 0x7d;
}

function isName(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return code < 128 && sorts[code] !== 0;
}

function orLength(position: number, text: string): number {
  return position < 0 ? text.length : position;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, position: number): boolean {
  let first = position;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (position - first) % 2 === 1;
}

/** The first line that ends in the tag ends the text: Puppet does not ask what stands before it. */
function heredocEnd(
  text: string,
  tag: string,
  from: number,
): { readonly textEnd: number; readonly end: number } | undefined {
  for (let at = text.indexOf(tag, from); at >= 0; at = text.indexOf(tag, at + 1)) {
    const lineEnd = orLength(text.indexOf("\n", at), text);
    if (text.slice(at + tag.length, lineEnd).trim() === "") {
      return { textEnd: text.lastIndexOf("\n", at) + 1, end: Math.min(lineEnd + 1, text.length) };
    }
  }
  return undefined;
}
