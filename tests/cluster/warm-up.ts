import type { KaskProcess } from "../support/kask-process.ts";
import { startLoad } from "./load-client.ts";
import type { PhaseReport } from "./load-report.ts";

/** In requests per second, on a machine that has time for them. */
const usualRate = 200;

const wantedP99Ms = 250;
const sliceSeconds = 3;
const slicesPerRate = 15;
const leastRate = 25;

/**
 * Sends a load until it is answered steadily: six Java machines that were just started compile first of all, and what
 * they cost is no fault of a Kask.
 * @returns the load under which faults are examined, in requests per second: what a busy machine does not answer
 * without any fault is halved
 * @throws {Error} when no load is answered steadily, which tells of the machine, not of the faults
 */
export async function warmUp(kask: KaskProcess): Promise<number> {
  let p99Ms = Number.POSITIVE_INFINITY;
  for (let ratePerSecond = usualRate; ratePerSecond >= leastRate; ratePerSecond /= 2) {
    for (let slice = 0; slice < slicesPerRate; slice += 1) {
      const load = startLoad({ ...kask, ratePerSecond });
      await load.goOn(sliceSeconds);
      const [seen] = await load.stop();
      p99Ms = seen?.p99Ms ?? p99Ms;
      if (p99Ms <= wantedP99Ms) return ratePerSecond;
    }
  }
  throw new Error(
    `this machine is too busy: without any fault, one request in a hundred takes ${p99Ms} ms or more`,
  );
}

/**
 * Within how many milliseconds 99 of 100 requests must be answered in a fault: 500, or twice what they take before
 * and after it where the machine is busy.
 */
export function promptP99Ms(...calm: readonly (PhaseReport | undefined)[]): number {
  return 2 * Math.max(wantedP99Ms, ...calm.map((phase) => phase?.p99Ms ?? 0));
}
