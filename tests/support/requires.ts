import { spawnSync } from "node:child_process";
import { test } from "vitest";
import { cassandraJarFolder } from "../../scripts/support/cassandra-jars.ts";

/** Programs that some tests compare us with, and how to see whether each is here. */
const probes = {
  "python3-yaml": ["/usr/bin/python3", "-c", "import yaml"],
  ruby: ["ruby", "-ryaml", "-e", "0"],
  puppet: ["ruby", "-rpuppet", "-e", "0"],
  "stdlib of Puppet": ["test", "-d", "/usr/share/puppet/modules/stdlib"],
  "puppet-lint": ["puppet-lint", "--version"],
  "rspec-puppet": ["ruby", "-rrspec-puppet", "-e", "0"],
  dockerd: ["dockerd", "--version"],
  mmdebstrap: ["mmdebstrap", "--version"],
  "docker-registry": ["docker-registry", "--version"],
  ssh: ["ssh", "-V"],
  chromium: ["chromium", "--version"],
  git: ["git", "--version"],
  junitparser: ["/usr/bin/python3", "-c", "import junitparser"],
  xmllint: ["xmllint", "--version"],
  java: ["java", "-version"],
  cassandra: ["test", "-d", cassandraJarFolder],
  promtool: ["promtool", "--version"],
  wrk: ["sh", "-c", "command -v wrk"],
  curl: ["curl", "--version"],
  "mount namespaces": ["unshare", "--mount", "true"],
  "apt-get": ["apt-get", "--version"],
  "systemd-analyze": ["systemd-analyze", "--version"],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** A program that a test may need. */
export type Requirement = keyof typeof probes;

/** Runs a test, or skips it. */
export type Test = (title: string, run: () => void | Promise<void>, timeoutMs?: number) => void;

/**
 * `test`, or a skip whose title names the missing program. With `KASKCTL_REQUIRE=all` nothing is
 * skipped, so that a missing program fails the test that needs it.
 */
export function needs(...requirements: readonly Requirement[]): Test {
  const missing = missingHere(...requirements);
  if (missing.length === 0) return test;
  return (title, run) => test.skip(`${title} (needs ${missing.join(", ")})`, run);
}

/** Those of the requirements for whose absence a test is skipped; none with `KASKCTL_REQUIRE=all`. */
export function missingHere(...requirements: readonly Requirement[]): readonly Requirement[] {
  if (process.env["KASKCTL_REQUIRE"] === "all") return [];
  return requirements.filter((requirement) => !isHere(requirement));
}

function isHere(requirement: Requirement): boolean {
  const [command, ...args] = probes[requirement];
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
