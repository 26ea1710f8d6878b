import type { KaskProcess } from "../support/kask-process.ts";
import { startLoad } from "./load-client.ts";
import type { PhaseReport } from "./load-report.ts";

/** The load under which faults are examined, in requests per second. */
export const ratePerSecond = 200;

const wantedP99Ms = 250;
const sliceSeconds = 3;
const slices = 20;

/**
 * Sends the load until it is answered steadily, or for a minute: six Java machines that were just started
 * compile first of all, and what they cost is no fault of a Kask.
 */
export async function warmUp(kask: KaskProcess): Promise<void> {
  let p99Ms = Number.POSITIVE_INFINITY;
  for (let slice = 0; slice < slices && p99Ms > wantedP99Ms; slice += 1) {
    const load = startLoad({ ...kask, ratePerSecond });
    await load.goOn(sliceSeconds);
    const [seen] = await load.stop();
    p99Ms = seen?.p99Ms ?? p99Ms;
  }
}

/**
 * Within how many milliseconds 99 of 100 requests must be answered in a fault: 500, or twice what they take before
 * and after it where the machine is busy.
 */
export function promptP99Ms(...calm: readonly (PhaseReport | undefined)[]): number {
  return 2 * Math.max(wantedP99Ms, ...calm.map((phase) => phase?.p99Ms ?? 0));
}
