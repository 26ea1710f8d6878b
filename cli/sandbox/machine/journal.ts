import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";

/** One line of an instance's journal. */
export interface JournalEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** With its `.service`. */
  readonly unit: string;
  /** Who speaks: `systemd`, or the unit's `SyslogIdentifier`. */
  readonly identifier: string;
  readonly pid: number;
  readonly message: string;
  /** Id of the container whose output it is. */
  readonly container?: string;
  readonly stream?: "stdout" | "stderr";
}

const limitBytes = 4 * 1024 * 1024;

/** An instance's journal: a file of JSON lines, of which the newest few megabytes are kept. */
export class Journal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  append(entry: JournalEntry): void {
    if (existsSync(this.#path) && statSync(this.#path).size > limitBytes) {
      renameSync(this.#path, `${this.#path}.1`);
    }
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
  }
}

/** The kept entries of the journal at `path`, oldest first. */
export function readJournal(path: string): readonly JournalEntry[] {
  return [`${path}.1`, path]
    .filter((each) => existsSync(each))
    .flatMap((each) => readFileSync(each, "utf8").split("\n"))
    .flatMap(parseEntry);
}

/** The entry of one line, or none where the line is empty or cut off. */
export function parseEntry(line: string): JournalEntry[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
