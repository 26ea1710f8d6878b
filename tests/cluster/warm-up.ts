import type { KaskProcess } from "../support/kask-process.ts";
import { startLoad } from "./load-client.ts";

/** The load under which faults are examined, in requests per second. */
export const ratePerSecond = 200;

const wantedP99Ms = 250;
const sliceSeconds = 3;
const slices = 20;

/**
 * Sends the load until it is answered steadily: six Java machines that were just started compile
 * first of all, and what they cost is no fault of a Kask.
 * @returns the milliseconds within which 99 of 100 requests were answered in the end: more than a busy machine has to spare is
 * asked of nobody
 */
export async function warmUp(kask: KaskProcess): Promise<number> {
  let p99Ms = Number.POSITIVE_INFINITY;
  for (let slice = 0; slice < slices && p99Ms > wantedP99Ms; slice += 1) {
    const load = startLoad({ ...kask, ratePerSecond });
    await load.goOn(sliceSeconds);
    const [seen] = await load.stop();
    p99Ms = seen?.p99Ms ?? p99Ms;
  }
  return p99Ms;
}

/** Within how many milliseconds 99 of 100 requests must be answered in a fault: 500, on a machine that has time for them. */
export function promptP99Ms(steadyP99Ms: number): number {
  return 2 * Math.max(wantedP99Ms, steadyP99Ms);
}
