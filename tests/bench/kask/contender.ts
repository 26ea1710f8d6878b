import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A Kask as a running program. */
export interface Contender {
  readonly name: string;
  readonly origin: string;
  readonly baseUri: string;
  /** From the start of the process to its first answer. */
  readonly startMs: number;
  /** User and system time of it and its workers so far, in microseconds. */
  cpuUs(): number;
  /** Resident memory of the largest of its processes. */
  residentMib(): number;
  stop(): Promise<void>;
}

/** How to start one. */
export interface ContenderStart {
  readonly name: string;
  readonly words: readonly [program: string, ...args: string[]];
  readonly port: number;
  readonly baseUri: string;
}

const tickUs = 10_000;

/** Starts one and waits until it answers. */
export async function startContender(start: ContenderStart): Promise<Contender> {
  const { name, words, port, baseUri } = start;
  const [program, ...args] = words;
  const startedAtMs = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const origin = `http://127.0.0.1:${port}`;
  await firstAnswer(`${origin}/healthz`, child);
  const startMs = performance.now() - startedAtMs;
  const processes = () => [child.pid ?? 0, ...childrenOf(child.pid ?? 0)];
  return {
    name,
    origin,
    baseUri,
    startMs,
    cpuUs: () => processes().reduce((sum, pid) => sum + cpuTicks(pid) * tickUs, 0),
    residentMib: () => Math.max(...processes().map(residentMib)),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstAnswer(url: string, child: ChildProcess): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (performance.now() < deadlineMs && child.exitCode === null) {
    try {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  throw new Error(`${url} does not answer; the program's exit code: ${child.exitCode}`);
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
}

/** Fields 14 and 15 of `/proc/PID/stat`; the name before them may hold blanks. */
function cpuTicks(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}
