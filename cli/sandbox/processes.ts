import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { KaskctlError } from "../base/errors.ts";
import type { Clock } from "../base/world.ts";
import { marker } from "./state.ts";

/**
 * The processes whose environment carries the sandbox's id, this one excepted. The kernel keeps
 * what a process started with, so even what a killed daemon left behind is found.
 */
export async function findProcesses(id: string): Promise<readonly number[]> {
  const wanted = `${marker}=${id}`;
  const found = await (process.platform === "linux" ? fromProc(wanted) : fromPs(wanted));
  return found.filter((pid) => pid !== process.pid);
}

async function fromProc(wanted: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const hits = await Promise.all(
    pids.map(async (pid) => {
      try {
        const environment = await readFile(`/proc/${pid}/environ`, "utf8");
        return environment.split("\0").includes(wanted);
      } catch {
        // It ended meanwhile, or belongs to another user.
        return false;
      }
    }),
  );
  return pids.filter((_, index) => hits[index]).map(Number);
}

async function fromPs(wanted: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axEww", "-o", "pid=,command="], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split("\n")
    .filter((line) => line.split(/\s+/).includes(wanted))
    .map((line) => Number.parseInt(line, 10));
}

const graceMs = 8_000;
const pauseMs = 20;

/** Ends every process of a sandbox: SIGTERM, and SIGKILL for what is still there after a while. */
export async function endProcesses(id: string, clock: Clock): Promise<void> {
  const deadline = clock.now() + graceMs;
  for (const pid of await findProcesses(id)) send(pid, "SIGTERM");
  while (clock.now() < deadline) {
    if ((await findProcesses(id)).length === 0) return;
    await clock.sleep(pauseMs);
  }
  await killProcesses(id, clock);
}

/**
 * Ends every process of a sandbox by SIGKILL.
 * @throws {KaskctlError} sandbox-failed where the kernel does not let go of one
 */
export function killProcesses(id: string, clock: Clock): Promise<void> {
  return killUntilGone(() => findProcesses(id), clock);
}

const killedMs = 60_000;

/**
 * Ends by SIGKILL what is found, until nothing is: what one of them starts in this moment is found in the next round.
 * @throws {KaskctlError} sandbox-failed where the kernel does not let go of one
 */
export async function killUntilGone(
  find: () => Promise<readonly number[]>,
  clock: Clock,
): Promise<void> {
  const deadline = clock.now() + killedMs;
  for (let rest = await find(); rest.length > 0; rest = await find()) {
    if (clock.now() > deadline) throw undying(rest);
    for (const pid of rest) send(pid, "SIGKILL");
    await clock.sleep(pauseMs);
  }
}

/** What waits for a disk or a mount in the kernel does not end. */
function undying(pids: readonly number[]): KaskctlError {
  const message = `Cannot end the sandbox: SIGKILL does not end ${pids.join(", ")}.`;
  return new KaskctlError("sandbox-failed", message, {
    hint: "Look at what they wait for (ps -o pid,stat,wchan,args), and try again.",
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

/** Whether a process of that id runs and may be signalled by us. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
