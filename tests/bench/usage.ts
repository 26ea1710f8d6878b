import { spawnSync } from "node:child_process";

/** What a whole process took. */
export interface Usage {
  readonly cpuMs: number;
  readonly peakMib: number;
  readonly exitCode: number;
}

/**
 * A process of its own runs the program, waits, and asks the system what its only child took; Node tells
 * only of itself.
 */
const wrapper = `
import json, os, resource, subprocess, sys
before = resource.getrusage(resource.RUSAGE_CHILDREN)
child = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
scale = 1024 * 1024 if sys.platform == "darwin" else 1024
cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"cpuMs": cpu * 1000, "peakMib": used.ru_maxrss / scale, "exitCode": child.returncode}))`;

/** Runs a program to its end; its output goes nowhere. */
export function measure(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Usage {
  const { stdout, stderr, error } = spawnSync("python3", ["-c", wrapper, ...words], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Usage;
}
