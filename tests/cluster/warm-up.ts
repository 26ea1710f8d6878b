import type { KaskProcess } from "../support/kask-process.ts";
import { startLoad } from "./load-client.ts";

/** The load under which faults are examined, in requests per second. */
export const ratePerSecond = 200;

const steadyP99Ms = 250;
const sliceSeconds = 3;
const slices = 40;

/**
 * Sends the load until it is answered steadily: six Java machines that were just started compile
 * first of all, and what they cost is no fault of a Kask.
 * @param steadySlices how many slices of 3 s in a row must be steady
 * @throws {Error} when it never is, which tells of the machine, not of the faults
 */
export async function warmUp(kask: KaskProcess, steadySlices = 1): Promise<void> {
  let p99Ms = Number.POSITIVE_INFINITY;
  let steady = 0;
  for (let slice = 0; slice < slices && steady < steadySlices; slice += 1) {
    const load = startLoad({ ...kask, ratePerSecond });
    await load.goOn(sliceSeconds);
    const [seen] = await load.stop();
    p99Ms = seen?.p99Ms ?? p99Ms;
    steady = p99Ms <= steadyP99Ms ? steady + 1 : 0;
  }
  if (steady >= steadySlices) return;
  throw new Error(
    `this machine is too busy: without any fault, 99 of 100 requests are not steadily answered within ${steadyP99Ms} ms, but at last within ${p99Ms}`,
  );
}
