import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../../cli/base/world.ts";

/** A World with the real clock and this machine's environment, whose parts a test replaces. */
export function testWorld(change: Partial<World> = {}): World {
  return {
    clock: {
      now: () => Date.now(),
      sleep: (durationMs, signal) => sleep(durationMs, undefined, signal ? { signal } : {}),
    },
    env: process.env,
    cwd: process.cwd(),
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
    progress: () => {},
    ...change,
  };
}

/** A promise and the function that fulfils it. */
export function signalled<Value = void>() {
  return Promise.withResolvers<Value>();
}
