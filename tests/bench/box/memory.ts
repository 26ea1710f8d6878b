import { readFile } from "node:fs/promises";
import { processesOfInstances } from "../../../cli/sandbox/box/clear-box.ts";
import { boxPlace } from "../../../cli/sandbox/box/place.ts";
import { findProcesses } from "../../../cli/sandbox/processes.ts";
import { readState } from "../../../cli/sandbox/state.ts";

/**
 * Memory of all processes of the box in `dir`, in megabytes: the sum of their PSS, in which what several
 * share counts once. What the kernel caches for them is not in it.
 */
export async function boxMemoryMb(dir: string): Promise<number> {
  const state = await readState(dir);
  const place = boxPlace(dir, state);
  if (place === undefined) throw new Error(`${dir} is no box`);
  const processes = new Set([
    ...(await findProcesses(state.id)),
    ...(await processesOfInstances(place)),
  ]);
  const kibibytes = await Promise.all([...processes].map(pssKib));
  return (kibibytes.reduce((sum, each) => sum + each, 0) * 1024) / 1e6;
}

async function pssKib(pid: number): Promise<number> {
  // One that ended meanwhile has none.
  const table = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB/m.exec(table)?.[1] ?? 0);
}
