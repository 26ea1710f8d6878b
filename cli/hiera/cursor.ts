import type { Comment, SyntaxProblem } from "./document.ts";

/** Stops the scanner at the first thing that no YAML 1.1 reader accepts. Never leaves this room. */
export class ScanFault extends Error {
  readonly problem: SyntaxProblem;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.problem = { message, span: { start, end } };
  }
}

const breaks = "\r\n\x85\u2028\u2029";

/** Whether a character ends a line in YAML 1.1; "\0" stands for the end of the text and does not. */
export function isBreak(character: string): boolean {
  return breaks.includes(character);
}

/** Whether a character ends a line or is the end of the text. */
export function isBreakOrEnd(character: string): boolean {
  return character === "\0" || breaks.includes(character);
}

/** Whether a character is a blank, a line break or the end of the text. */
export function isBlankOrEnd(character: string): boolean {
  return character === " " || character === "\t" || isBreakOrEnd(character);
}

/** A place in a text that knows its line and column, as PyYAML's Reader keeps them (from 0). */
export class Cursor {
  readonly text: string;
  index = 0;
  line = 0;
  column = 0;
  readonly comments: Comment[] = [];
  /** What libyaml accepts and PyYAML's own scanner refuses, in the order of the text. */
  readonly refusedByPyyaml: SyntaxProblem[] = [];
  /** What PyYAML's own scanner accepts and libyaml refuses. */
  readonly refusedByPsych: SyntaxProblem[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** The character `ahead` of here, or "\0" past the end. */
  peek(ahead = 0): string {
    return this.text[this.index + ahead] ?? "\0";
  }

  prefix(length: number): string {
    return this.text.slice(this.index, this.index + length);
  }

  forward(length = 1): void {
    for (let step = 0; step < length; step += 1) {
      const character = this.peek();
      this.index += 1;
      if (isBreak(character) && !(character === "\r" && this.peek() === "\n")) {
        this.line += 1;
        this.column = 0;
      } else if (character !== "\uFEFF") {
        this.column += 1;
      }
    }
  }

  /** Takes `length` characters and gives them. */
  take(length: number): string {
    const taken = this.prefix(length);
    this.forward(length);
    return taken;
  }

  /** Passes one line break, if here is one, and gives what a scalar makes of it. */
  takeBreak(): string {
    const character = this.peek();
    if (!isBreak(character)) return "";
    this.forward(this.prefix(2) === "\r\n" ? 2 : 1);
    return character === "\u2028" || character === "\u2029" ? character : "\n";
  }

  skipSpaces(): void {
    while (this.peek() === " ") this.forward();
  }

  skipToLineEnd(): void {
    while (!isBreakOrEnd(this.peek())) this.forward();
  }

  /** Passes a comment, if here is one. */
  takeComment(): void {
    if (this.peek() !== "#") return;
    const start = this.index;
    const before = this.text.slice(start - this.column, start);
    this.skipToLineEnd();
    const span = { start, end: this.index };
    const text = this.text.slice(start + 1, this.index);
    this.comments.push({ span, text, isOwnLine: before.trim() === "" });
  }

  /** `---` or `...` in column 0 with a blank behind it. */
  atDocumentSeparator(): boolean {
    const three = this.prefix(3);
    return (three === "---" || three === "...") && isBlankOrEnd(this.peek(3));
  }

  /** @throws {ScanFault} always, about the character at `start`. */
  fail(message: string, start = this.index): never {
    throw new ScanFault(message, start, Math.min(start + 1, this.text.length));
  }

  /** Notes a tab where PyYAML, unlike libyaml, allows none. */
  noteTab(): void {
    this.noteRefusedByPyyaml("a tab stands where PyYAML allows only spaces: replace it by a space");
  }

  /** Notes the character `ahead` of here; a row of them that is refused for one reason is one problem. */
  noteRefusedByPyyaml(message: string, ahead = 0): void {
    const at = this.index + ahead;
    const last = this.refusedByPyyaml.at(-1);
    const isNext = last?.message === message && last.span.end === at;
    const start = isNext ? last.span.start : at;
    if (isNext) this.refusedByPyyaml.pop();
    this.refusedByPyyaml.push({ message, span: { start, end: at + 1 } });
  }

  noteRefusedByPsych(message: string): void {
    this.refusedByPsych.push({ message, span: { start: this.index, end: this.index + 1 } });
  }
}

/** A character as an error message shows it. */
export function show(character: string): string {
  return character === "\0" ? "the end of the text" : JSON.stringify(character);
}
