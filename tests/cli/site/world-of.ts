import type { World } from "../../../cli/base/world.ts";

/** A world with these variables in this folder; what it reports goes to `lines`. */
export function worldOf(
  cwd: string,
  env: World["env"] = {},
  lines: string[] = [],
  signal: AbortSignal = new AbortController().signal,
): World {
  return {
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    env,
    cwd,
    fetch: () => Promise.reject(new Error("The site room asks nobody.")),
    signal,
    progress: (line) => lines.push(line),
  };
}
