import type { WrittenStyle } from "./pyyaml-scalar-style.ts";

const bestWidth = 80;

const escapes: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1B": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xA0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

/** Writes indicators, indents and scalars, and knows the column; the lower half of PyYAML's Emitter. */
export class PyyamlWriter {
  readonly #chunks: string[] = [];
  #column = 0;
  #whitespace = true;
  /** Whether only indentation and indicators stand on this line so far. */
  indention = true;
  /** The column of the collection being written; undefined outside of all. */
  indent: number | undefined;

  get text(): string {
    return this.#chunks.join("");
  }

  /** A sign with a space before it, unless there is one. */
  writeIndicator(indicator: string): void {
    this.#write(this.#whitespace ? indicator : ` ${indicator}`);
    this.#whitespace = false;
    this.indention = false;
  }

  /** A sign right behind what it ends. */
  writeGlued(indicator: string): void {
    this.#write(indicator);
    this.#whitespace = false;
    this.indention = false;
  }

  /** A sign that belongs to the indentation, as the dash of a list does. */
  writeIndenting(indicator: string): void {
    const { indention } = this;
    this.writeIndicator(indicator);
    this.indention = indention;
  }

  /** An empty list or mapping. */
  writeEmpty(brackets: "[]" | "{}"): void {
    this.writeIndicator(brackets);
  }

  writeIndent(): void {
    const indent = this.indent ?? 0;
    const pastIndent = this.#column > indent || (this.#column === indent && !this.#whitespace);
    if (!this.indention || pastIndent) this.#lineBreak();
    if (this.#column >= indent) return;
    this.#whitespace = true;
    this.#write(" ".repeat(indent - this.#column));
  }

  /** Splits what goes beyond the column `width`; a simple key stays on its line, however long. */
  writeScalar(text: string, style: WrittenStyle, width = bestWidth): void {
    if (style === "plain") this.#plain(text, width);
    else if (style === "single") this.#single(text, width);
    else if (style === "double") this.#double(text, width);
    else this.#literal(text);
  }

  #write(data: string): void {
    this.#chunks.push(data);
    this.#column += data.length;
  }

  #lineBreak(): void {
    this.#chunks.push("\n");
    this.#column = 0;
    this.#whitespace = true;
    this.indention = true;
  }

  #continueLine(): void {
    this.writeIndent();
    this.#whitespace = false;
    this.indention = false;
  }

  #plain(text: string, width: number): void {
    if (text === "") return;
    if (!this.#whitespace) this.#write(" ");
    this.#whitespace = false;
    this.indention = false;
    for (const [run] of text.matchAll(/ +|[^ ]+/g)) {
      if (run === " " && this.#column > width) this.#continueLine();
      else this.#write(run);
    }
  }

  #single(text: string, width: number): void {
    this.writeIndicator("'");
    for (const { 0: run, index } of text.matchAll(/ +|\n+|'|[^ \n']+/g)) {
      const inside = index !== 0 && index + run.length !== text.length;
      const folds = run === " " && inside && this.#column > width;
      if (run.startsWith("\n")) this.#emptyLines(run.length);
      else if (folds) this.writeIndent();
      else this.#write(run === "'" ? "''" : run);
    }
    this.writeGlued("'");
  }

  /** `count` line breaks of a text, one more than that on paper, and the indent of the next line. */
  #emptyLines(count: number): void {
    for (let written = 0; written <= count; written += 1) this.#lineBreak();
    this.writeIndent();
  }

  #double(text: string, width: number): void {
    this.writeIndicator('"');
    const characters = [...text];
    let afterEscape = false;
    for (const [index, character] of characters.entries()) {
      const escaped = escapeOf(character);
      const isEscape = escaped !== undefined;
      const inside = index > 0 && index < characters.length - 1;
      const mayFold = inside && (isEscape || afterEscape || character === " ");
      this.#write(escaped ?? "");
      // PyYAML counts the end of an escaped character as one before its start.
      const ahead = Number(isEscape);
      if (mayFold) this.#foldDouble(characters[index + ahead], width + ahead);
      this.#write(isEscape ? "" : character);
      afterEscape = isEscape;
    }
    this.writeGlued('"');
  }

  /** Ends a full line with a backslash; a blank at the start of the next line needs one, too. */
  #foldDouble(next: string | undefined, width: number): void {
    if (this.#column <= width) return;
    this.#write("\\");
    this.#continueLine();
    if (next === " ") this.#write("\\");
  }

  #literal(text: string): void {
    this.writeIndicator(`|${blockHints(text)}`);
    this.#lineBreak();
    for (const line of text.replace(/\n$/, "").split("\n")) {
      if (line !== "") {
        this.writeIndent();
        this.#write(line);
      }
      this.#lineBreak();
    }
  }
}

/** Only base64 is written as a literal, which neither starts nor ends with a blank line. */
function blockHints(text: string): string {
  return text.endsWith("\n") ? "" : "-";
}

function escapeOf(character: string): string | undefined {
  const short = escapes[character];
  if (short !== undefined) return `\\${short}`;
  if (/^[\x20-\x7E]$/.test(character)) return undefined;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xff_ff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
