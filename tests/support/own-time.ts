import { readFileSync } from "node:fs";

/**
 * Starts a watch that stands still while a process could run and the machine did not let it, so that what it promises to do
 * in time can be asked of it on a busy machine, too. Of several processes, one waits for the other.
 * @returns milliseconds since the start
 */
export function watchOwnTime(...pids: readonly number[]): () => number {
  const startMs = performance.now();
  const starvedBefore = starvedMs(pids);
  return () => performance.now() - startMs - (starvedMs(pids) - starvedBefore);
}

/** How long the first threads of processes waited for a processor so far; 0 where the kernel does not say. */
function starvedMs(pids: readonly number[]): number {
  return pids.map(starvedNs).reduce((sum, each) => sum + each, 0) / 1e6;
}

/** @see Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat */
function starvedNs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) || 0;
  } catch {
    return 0;
  }
}
