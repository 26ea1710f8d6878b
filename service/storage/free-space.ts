import { statfsSync } from "node:fs";

const mebibyte = 1024 ** 2;
const lookEveryMs = 100;

/** What must be left for a new value: more than comes between two looks. */
export const writeReserveBytes = 64 * mebibyte;

/** What must be left to remove one, which frees space but first takes some. */
export const removeReserveBytes = 8 * mebibyte;

/** Watches that the file system of a folder never fills up. */
export interface FreeSpace {
  /** @throws {Error} when less than `reserveBytes` was left a moment ago */
  demand(reserveBytes: number): void;
}

/**
 * Looks before writing: where a page cannot be written, LMDB 3.5 writes its message beyond its memory,
 * and the program ends sooner or later.
 * @see lmdb-js/mdb.c, mdb_page_flush
 */
export function watchFreeSpace(folder: string, freeBytes = freeBytesOf): FreeSpace {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let free = 0;
  return {
    demand(reserveBytes) {
      const nowMs = performance.now();
      if (nowMs - lookedAtMs >= lookEveryMs) {
        free = freeBytes(folder);
        lookedAtMs = nowMs;
      }
      if (free >= reserveBytes) return;
      const [left, needed] = [free, reserveBytes].map((bytes) => Math.floor(bytes / mebibyte));
      throw new Error(`its disk has ${left} MiB left, and it needs ${needed}`);
    },
  };
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
