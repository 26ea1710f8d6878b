import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of UTF-8 bytes into lines, whatever the borders of its chunks. */
export class LineReader {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: (line: string) => void;
  /** What came after the last line end. */
  rest = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    const lines = (this.rest + this.#decoder.write(Buffer.from(chunk))).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line);
  }
}

/**
 * The text between a begin and an end mark of {@link remoteProgram}, as lines while it arrives.
 * What comes before the begin mark is noise of a login shell.
 */
export class MarkedReader {
  readonly #reader = new LineReader((line) => this.#take(line));
  readonly #begin: string | undefined;
  readonly #end: string;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #lines: string[] = [];
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
    this.begun = begin === undefined;
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  /** The text so far; exact once the end mark came. */
  text(): string {
    const lines = this.#lines.map((line) => `${line}\n`).join("");
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
    this.#lines.push(line);
    this.#onLine?.(line);
  }
}
