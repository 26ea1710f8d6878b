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
 * @throws {Error} when it never is, which tells of the machine, not of the faults
 */
export async function warmUp(kask: KaskProcess): Promise<void> {
  let p99Ms = Number.POSITIVE_INFINITY;
  for (let slice = 0; slice < slices && p99Ms > steadyP99Ms; slice += 1) {
    const load = startLoad({ ...kask, ratePerSecond });
    await load.goOn(sliceSeconds);
    const [seen] = await load.stop();
    p99Ms = seen?.p99Ms ?? p99Ms;
  }
  if (p99Ms <= steadyP99Ms) return;
  throw new Error(
    `this machine is too busy: without any fault, one request in a hundred takes ${p99Ms} ms or more`,
  );
}
