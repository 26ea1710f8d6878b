import { spawn } from "node:child_process";
import { join } from "node:path";

/** What is asked for, how hard and how long. */
export interface Load {
  /** `mixed` is a hundred reads to a write; `page` asks for the path itself. */
  readonly operation: "get" | "post" | "mixed" | "page";
  readonly connections: number;
  readonly seconds: number;
}

/** What came of it. */
export interface LoadOutcome {
  readonly requests: number;
  readonly durationUs: number;
  /** Connections, reads, writes and time-outs that failed, and answers of 400 and above. */
  readonly failed: number;
  /** How often each latency was seen, in microseconds. */
  readonly latencies: readonly (readonly [microseconds: number, count: number])[];
}

const script = join(import.meta.dirname, "wrk.lua");

/** How many keys a load touches: `k0` and so on, each of 1,700 bytes. */
export const keyCount = 20_000;

/** Runs `wrk` against a base URI, or a page, on this machine. */
export async function runLoad(origin: string, path: string, load: Load): Promise<LoadOutcome> {
  const words = ["-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--timeout", "15s"];
  const asked = ["-s", script, origin, "--", load.operation, path, String(keyCount)];
  const child = spawn("wrk", [...words, ...asked], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const line = output.split("\n").find((each) => each.startsWith("{"));
  if (code !== 0 || line === undefined) throw new Error(`wrk ended with ${code}:\n${output}`);
  return JSON.parse(line) as LoadOutcome;
}

/**
 * A percentile over the requests of all rounds, in milliseconds: pooled, so that the slow round is not
 * averaged away.
 * @param share 0.99 for p99
 */
export function pooledPercentileMs(outcomes: readonly LoadOutcome[], share: number): number {
  const pooled = outcomes.flatMap(({ latencies }) => latencies).sort(([a], [b]) => a - b);
  const total = pooled.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [microseconds, count] of pooled) {
    seen += count;
    if (seen >= share * total) return microseconds / 1000;
  }
  return Number.NaN;
}

/** Requests a second over all rounds. */
export function requestsPerSecond(outcomes: readonly LoadOutcome[]): number {
  const requests = outcomes.reduce((sum, each) => sum + each.requests, 0);
  return requests / (outcomes.reduce((sum, each) => sum + each.durationUs, 0) / 1e6);
}
