import { appendFile, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KaskctlError, type KaskctlErrorOptions } from "../base/errors.ts";
import { makeFolder, systemReason, writeFileAtomically } from "../base/files.ts";

/**
 * The keys that a run wrote and has not yet deleted, by the place that holds them: a host or a URL.
 * It outlives the process.
 */
export interface KeyJournal {
  /**
   * Notes a key; resolves when it is on the disk, so that the write may follow.
   * @throws {KaskctlError} file-unwritable
   */
  record(place: string, key: string): Promise<void>;
  /**
   * The noted keys of each place, oldest first.
   * @throws {KaskctlError} unknown-run nothing is noted of this run
   */
  places(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Keeps only `keys` of a place; a journal with no key left is gone. */
  keep(place: string, keys: readonly string[]): Promise<void>;
}

/**
 * The journal of run `runId` as a file of mode 0600 in `<stateFolder>/smoke`: a place and a key on
 * each line.
 * @throws {KaskctlError} unknown-run no run has such an id
 */
export function openKeyJournal(stateFolder: string, runId: string): KeyJournal {
  if (!/^[\w.-]{1,64}$/u.test(runId)) throw unknownRun(runId);
  const path = join(stateFolder, "smoke", `${runId}.keys`);
  return {
    async record(place, key) {
      try {
        await makeFolder(dirname(path), 0o700);
        await appendFile(path, lineOf(place, key), { mode: 0o600, flush: true });
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
    places: () => readPlaces(path, runId),
    async keep(place, keys) {
      const places = new Map([...(await readPlaces(path, runId)), [place, keys]]);
      const lines = [...places].flatMap(([at, kept]) => kept.map((key) => lineOf(at, key)));
      if (lines.length === 0) return rm(path, { force: true });
      return writeFileAtomically(path, lines.join(""), 0o600);
    },
  };
}

function lineOf(place: string, key: string): string {
  return `${place} ${key}\n`;
}

async function readPlaces(
  path: string,
  runId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const places = new Map<string, string[]>();
  for (const line of (await readJournal(path, runId)).split("\n")) {
    const [place, key] = line.split(" ");
    if (place === undefined || key === undefined) continue;
    places.set(place, [...(places.get(place) ?? []), key]);
  }
  return places;
}

async function readJournal(path: string, runId: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw unknownRun(runId, { cause });
  }
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
