import { spawnSync } from "node:child_process";
import { test } from "vitest";

/** Programs that some tests compare us with, and how to see whether each is here. */
const probes = {
  "python3-yaml": ["/usr/bin/python3", "-c", "import yaml"],
  ruby: ["ruby", "-ryaml", "-e", "0"],
  ssh: ["ssh", "-V"],
  chromium: ["chromium", "--version"],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** A program that a test may need. */
export type Requirement = keyof typeof probes;

/**
 * `test`, or a skip whose title names the missing program. With `KASKCTL_REQUIRE=all` nothing is
 * skipped, so that a missing program fails the test that needs it.
 */
export function needs(requirement: Requirement): typeof test | typeof test.skip {
  return process.env["KASKCTL_REQUIRE"] === "all" || isHere(requirement) ? test : test.skip;
}

/** Whether the program can be run. */
export function isHere(requirement: Requirement): boolean {
  const [command, ...args] = probes[requirement];
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
