import {
  carriageReturn,
  dash,
  dot,
  hash,
  isBlankOrEnd,
  isBreakOrEnd,
  lineFeed,
  space,
} from "./characters.ts";
import type { Comment, SyntaxProblem } from "./document.ts";
import { lineStartOf } from "./positions.ts";

/** Stops the scanner at the first thing that no YAML 1.1 reader accepts. Never leaves this room. */
export class ScanFault extends Error {
  readonly problem: SyntaxProblem;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.problem = { message, span: { start, end } };
  }
}

/** Where the two scanners differ so much that one cannot stand for both. */
export interface Dialect {
  /** Whether a byte order mark at the start of any line is passed, as libyaml does it. */
  readonly marksAreBlanks: boolean;
}

export const pyyaml: Dialect = { marksAreBlanks: false };

/** Where a text is refused as often as this, nobody reads further. */
const mostNotes = 100;

/** Comments that fit into memory. */
const mostComments = 1_000_000;

/** A place in a text that knows where its line starts. */
export class Cursor {
  /** The text with "\0" behind it, which is no character of YAML, so that no loop need count. */
  readonly text: string;
  /** Where the text ends. */
  readonly end: number;
  readonly dialect: Dialect;
  index: number;
  lineStart: number;
  readonly comments: Comment[] = [];
  /** What libyaml accepts and PyYAML's own scanner refuses, in the order of the text. */
  readonly refusedByPyyaml: SyntaxProblem[] = [];
  /** What PyYAML's own scanner accepts and libyaml refuses. */
  readonly refusedByPsych: SyntaxProblem[] = [];

  constructor(text: string, start: number, dialect: Dialect) {
    this.dialect = dialect;
    this.text = `${text}\0`;
    this.end = text.length;
    this.index = start;
    this.lineStart = lineStartOf(text, start);
  }

  /** Counted from 0. */
  get column(): number {
    return this.index - this.lineStart;
  }

  /** The code of the character here, or 0 at the end. */
  get code(): number {
    return this.text.charCodeAt(this.index);
  }

  /** Whether the character behind this one is a blank, a line break or the end. */
  get standsAlone(): boolean {
    return isBlankOrEnd(this.text.charCodeAt(this.index + 1));
  }

  /** Passes the line break that is here, and gives what a scalar makes of it. */
  takeBreak(): string {
    const { text, index } = this;
    const code = text.charCodeAt(index);
    const isPair = code === carriageReturn && text.charCodeAt(index + 1) === lineFeed;
    this.index = index + (isPair ? 2 : 1);
    this.lineStart = this.index;
    return code > 0x85 ? text.charAt(index) : "\n";
  }

  /** Passes what a sticky pattern finds here, and gives it. */
  takeMatch(pattern: RegExp): string {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.index += found.length;
    return found;
  }

  skipSpaces(): void {
    const { text } = this;
    let { index } = this;
    while (text.charCodeAt(index) === space) index += 1;
    this.index = index;
  }

  skipToLineEnd(): void {
    const { text } = this;
    let { index } = this;
    while (!isBreakOrEnd(text.charCodeAt(index))) index += 1;
    this.index = index;
  }

  /** Passes a comment, if here is one. */
  takeComment(): void {
    if (this.code !== hash) return;
    if (this.comments.length >= mostComments)
      this.fail("the text holds too many comments to be read");
    const start = this.index;
    const before = this.text.slice(this.lineStart, start);
    this.skipToLineEnd();
    const span = { start, end: this.index };
    const text = this.text.slice(start + 1, this.index);
    this.comments.push({ span, text, isOwnLine: before.trim() === "" });
  }

  /** `---` or `...` at the start of a line with a blank behind it. */
  atDocumentSeparator(): boolean {
    const { text, index } = this;
    if (index !== this.lineStart) return false;
    const code = text.charCodeAt(index);
    if (code !== dash && code !== dot) return false;
    const isThree = text.charCodeAt(index + 1) === code && text.charCodeAt(index + 2) === code;
    return isThree && isBlankOrEnd(text.charCodeAt(index + 3));
  }

  /** @throws {ScanFault} always, about the character at `start`. */
  fail(message: string, start = this.index): never {
    throw new ScanFault(message, start, Math.min(start + 1, this.end));
  }

  /** Notes a tab where PyYAML, unlike libyaml, allows none. */
  noteTab(at = this.index): void {
    this.noteRefusedByPyyaml(
      "a tab stands where PyYAML allows only spaces: replace it by a space",
      at,
    );
  }

  /** Notes the character at an offset; a row of them that is refused for one reason is one problem. */
  noteRefusedByPyyaml(message: string, at = this.index): void {
    if (this.refusedByPyyaml.length >= mostNotes) return;
    const last = this.refusedByPyyaml.at(-1);
    const isNext = last?.message === message && last.span.end === at;
    const start = isNext ? last.span.start : at;
    if (isNext) this.refusedByPyyaml.pop();
    this.refusedByPyyaml.push({ message, span: { start, end: at + 1 } });
  }

  noteRefusedByPsych(message: string, start = this.index): void {
    this.refusedByPsych.push({ message, span: { start, end: start + 1 } });
  }
}
