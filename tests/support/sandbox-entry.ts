// kaskctl as far as a sandbox starts it, from the sources: `sandbox serve` and `sandbox stand-in`.
import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../../cli/base/world.ts";

const [, verb, ...words] = process.argv.slice(2);
if (verb === "serve") {
  const ended = new AbortController();
  process.once("SIGTERM", () => ended.abort());
  const world: World = {
    clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}) },
    env: process.env,
    cwd: process.cwd(),
    fetch,
    signal: ended.signal,
    progress: console.error,
  };
  const { serveSandbox } = await import("../../cli/sandbox/serve.ts");
  await serveSandbox({ dir: words[1] ?? "", world });
} else {
  const { runStandIn } = await import("../../cli/sandbox/stand-ins/run-stand-in.ts");
  const { env, stdin, stdout, stderr } = process;
  process.exitCode = await runStandIn(words[0] ?? "", words.slice(1), {
    env,
    stdin,
    stdout,
    stderr,
  });
}
