import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of UTF-8 bytes into lines, whatever the borders of its chunks. */
export class LineReader {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: (line: string) => void;
  /** What came after the last line end, in pieces, so that a long line costs no more than its length. */
  #pieces: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** What came after the last line end. */
  get rest(): string {
    return this.#pieces.join("");
  }

  push(chunk: Uint8Array): void {
    const [first = "", ...more] = this.#decoder.write(Buffer.from(chunk)).split("\n");
    this.#pieces.push(first);
    for (const piece of more) {
      const line = this.rest;
      this.#pieces = [piece];
      this.#onLine(line);
    }
  }
}

const blockLength = 64 * 1024;

/** Lines as one text, which is kept in blocks: millions of strings would fill the memory. */
class KeptLines {
  readonly #mostBlocks: number;
  readonly #blocks: string[] = [];
  #open: string[] = [];
  #openLength = 0;

  /** Only the last of the text is kept where it grows longer than so many blocks. */
  constructor(mostBlocks: number) {
    this.#mostBlocks = mostBlocks;
  }

  add(line: string): void {
    this.#open.push(line);
    this.#openLength += line.length + 1;
    if (this.#openLength < blockLength) return;
    this.#blocks.push(this.#openText());
    this.#open = [];
    this.#openLength = 0;
    if (this.#blocks.length > this.#mostBlocks) this.#blocks.shift();
  }

  text(): string {
    return this.#blocks.join("") + this.#openText();
  }

  #openText(): string {
    return this.#open.map((line) => `${line}\n`).join("");
  }
}

/**
 * The text between a begin and an end mark of {@link remoteProgram}, as lines while it arrives.
 * What comes before the begin mark is noise of a login shell. Where somebody takes the lines, only
 * the last of them are kept.
 */
export class MarkedReader {
  readonly #reader = new LineReader((line) => this.#take(line));
  readonly #begin: string | undefined;
  readonly #end: string;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #lines: KeptLines;
  // The end mark brings a line end of its own, so an empty line may be no line of the text.
  #emptyLineHeld = false;
  begun: boolean;
  /** What follows the end mark on its line; undefined until it came. */
  ending: string | undefined;

  constructor(
    begin: string | undefined,
    end: string,
    onLine: ((line: string) => void) | undefined = undefined,
  ) {
    this.#begin = begin;
    this.#end = end;
    this.#onLine = onLine;
    this.#lines = new KeptLines(onLine ? 1 : Infinity);
    this.begun = begin === undefined;
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  /** The text so far, as far as it is kept; exact once the end mark came. */
  text(): string {
    const lines = this.#lines.text();
    if (this.ending === undefined) return this.begun ? lines + this.#reader.rest : "";
    return this.#emptyLineHeld ? lines : lines.replace(/\n$/, "");
  }

  #take(line: string): void {
    if (!this.begun) {
      this.begun = line === this.#begin;
    } else if (this.ending === undefined && line.startsWith(this.#end)) {
      this.ending = line.slice(this.#end.length);
    } else if (this.ending === undefined) {
      if (this.#emptyLineHeld) this.#add("");
      this.#emptyLineHeld = line === "";
      if (line !== "") this.#add(line);
    }
  }

  #add(line: string): void {
    this.#lines.add(line);
    this.#onLine?.(line);
  }
}
