import { appendFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { makeFolder, systemReason } from "../base/files.ts";
import type { LineMasker } from "../base/mask-by-name.ts";

/** A run's log on this machine: readable for its owner only, without secrets and colours. */
export interface RunLog {
  readonly path: string;
  /** How many lines came so far. */
  readonly count: number;
  /** The lines so far, clean; of a very long log all errors and the newest lines. */
  readonly lines: readonly string[];
  /** Any text as the log would have it. */
  clean(text: string): string;
  /** Takes a line as the host wrote it and gives it clean. */
  add(line: string): string;
  /**
   * Waits until all lines are written.
   * @throws {KaskctlError} file-unwritable
   */
  flush(): Promise<void>;
}

/** Where the log of a host's run lies. */
export function logPath(stateFolder: string, id: string, host: string): string {
  return join(stateFolder, "runs", id, `${host.replaceAll("/", "_")}.log`);
}

/**
 * Begins a log anew; the file is made with the first line. A masker remembers what it has seen, so
 * that each text gets one of its own.
 */
export function openRunLog(path: string, createMasker: () => LineMasker): RunLog {
  const maskLog = createMasker();
  const kept = new KeptLines();
  let waiting: string[] = [];
  let isMade = false;
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (waiting.length > 0) {
      const text = waiting.map((line) => `${line}\n`).join("");
      waiting = [];
      if (isMade) await appendFile(path, text);
      else await make(path, text);
      isMade = true;
    }
    writing = undefined;
  };
  return {
    path,
    get count() {
      return kept.count;
    },
    get lines() {
      return kept.lines;
    },
    clean(text) {
      const mask = createMasker();
      return text
        .split("\n")
        .map((line) => mask(withoutControls(line)))
        .join("\n");
    },
    add(line) {
      const clean = maskLog(withoutControls(line));
      kept.add(clean);
      waiting.push(clean);
      if (!writing) {
        writing = write();
        // It is flush() that tells.
        writing.catch(() => undefined);
      }
      return clean;
    },
    async flush() {
      try {
        await writing;
      } catch (cause) {
        throw new KaskctlError("file-unwritable", `Cannot write ${path}: ${systemReason(cause)}.`, {
          cause,
          hint: "Check that the folder exists and is writable.",
        });
      }
    },
  };
}

// Some hundred lines are usual.
const mostNewest = 10_000;

/** What a judge needs of a log, so that a very long one does not fill the memory. */
class KeptLines {
  count = 0;
  #older: readonly string[] = [];
  #newest: string[] = [];

  get lines(): readonly string[] {
    return [...this.#older, ...this.#newest];
  }

  add(line: string): void {
    this.count++;
    this.#newest.push(line);
    if (this.#newest.length < mostNewest) return;
    const errors = this.#older.filter((older) => older.startsWith("Error: ")).slice(0, mostNewest);
    this.#older = [...errors, ...this.#newest];
    this.#newest = [];
  }
}

async function make(path: string, text: string): Promise<void> {
  await makeFolder(dirname(path), 0o700);
  await writeFile(path, text, { mode: 0o600 });
}

// Puppet colours its words even into a pipe.
const sequence = /(?!\t)\p{Cc}\[[0-9;?]*[ -/]*[@-~]/gu;

function withoutControls(line: string): string {
  return line.replace(sequence, "").replace(/[^\P{Cc}\t]/gu, "");
}
