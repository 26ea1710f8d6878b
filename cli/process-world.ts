import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, World } from "./base/world.ts";

const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await sleep(durationMs, undefined, signal ? { signal } : {});
    } catch (error) {
      // Node rejects with an error of its own.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** What {@link processWorld} needs to know of the command line. */
export interface WorldOptions {
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** One line about something that happened inside, for `-vv` and `--debug-file`. */
  readonly debug: (line: string) => void;
}

/** The world as this process has it. Requests are noted by method, URL, status and time, never by header or body. */
export function processWorld({ signal, progress, debug }: WorldOptions): World {
  return {
    clock: systemClock,
    env: process.env,
    cwd: process.cwd(),
    signal,
    progress,
    fetch: async (input, init) => {
      const startedAt = performance.now();
      const url = input instanceof Request ? input.url : String(input);
      const line = `${init?.method ?? "GET"} ${url}`;
      const took = (): string => `${(performance.now() - startedAt).toFixed(0)} ms`;
      try {
        const response = await fetch(input, init);
        debug(`${line} answered ${response.status} in ${took()}`);
        return response;
      } catch (error) {
        debug(`${line} failed after ${took()}: ${String(error)}`);
        throw error;
      }
    },
  };
}
