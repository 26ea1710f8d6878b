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

/** What a journal held when it was read. */
export interface ReadJournal {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** How much of the present file was read; what follows is newer. */
  readonly sizeBytes: number;
}

/** Reads what is kept of the journal at `path`. */
export function readJournal(path: string): ReadJournal {
  const [older, present] = [`${path}.1`, path].map((each) =>
    existsSync(each) ? readFileSync(each) : Buffer.alloc(0),
  );
  const entries = `${older}${present}`.split("\n").flatMap(parseEntry);
  return { entries, sizeBytes: present?.length ?? 0 };
}

/** The entry of one line, or none where the line is empty or cut off. */
export function parseEntry(line: string): JournalEntry[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
