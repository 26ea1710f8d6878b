import { appendFile, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KaskctlError, type KaskctlErrorOptions } from "../base/errors.ts";
import { systemReason, writeFileAtomically } from "../base/files.ts";

/** The keys that a run wrote and has not yet deleted; it outlives the process. */
export interface KeyJournal {
  /**
   * Notes a key; resolves when it is on the disk, so that the write may follow.
   * @throws {KaskctlError} file-unwritable
   */
  record(key: string): Promise<void>;
  /**
   * The noted keys, oldest first.
   * @throws {KaskctlError} unknown-run
   */
  keys(): Promise<readonly string[]>;
  /** Keeps only `keys`; with none the journal is gone. */
  keep(keys: readonly string[]): Promise<void>;
}

/** The journal of run `runId` as a file of mode 0600 in `<stateFolder>/smoke`: one key a line. */
export function openKeyJournal(stateFolder: string, runId: string): KeyJournal {
  if (!/^[\w.-]{1,64}$/u.test(runId)) throw unknownRun(runId);
  const path = join(stateFolder, "smoke", `${runId}.keys`);
  return {
    async record(key) {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await appendFile(path, `${key}\n`, { mode: 0o600, flush: true });
      } catch (cause) {
        throw new KaskctlError(
          "file-unwritable",
          `Cannot note a smoke key in ${path}: ${systemReason(cause)}.`,
          {
            cause,
            hint: "Nothing was written to Kask. Check the folder, or ask with --read-only.",
          },
        );
      }
    },
    async keys() {
      try {
        return (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
      } catch (cause) {
        throw unknownRun(runId, { cause });
      }
    },
    async keep(keys) {
      if (keys.length === 0) return rm(path, { force: true });
      return writeFileAtomically(path, keys.map((key) => `${key}\n`).join(""), 0o600);
    },
  };
}

function unknownRun(runId: string, options: KaskctlErrorOptions = {}): KaskctlError {
  return new KaskctlError(
    "unknown-run",
    `Cannot clean up smoke run ${JSON.stringify(runId)}: no key of such a run is noted here.`,
    {
      ...options,
      hint: "A run that left nothing behind has no journal; its report names the run.",
    },
  );
}
