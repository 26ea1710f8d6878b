import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that plays a host with a Puppet whose runs are shell scripts. */
export interface PuppetHost {
  readonly root: string;
  /** The whole environment of what runs there. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * What `run-puppet-agent` does: shell, with `summary TOTAL CHANGED FAILED` to leave a summary and
   * `wait_for_go` to wait for {@link go}.
   */
  agent(script: string): Promise<void>;
  /** Lets the next `wait_for_go` end, which may still be to come. */
  go(): Promise<void>;
  disable(lock: string): Promise<void>;
  /** How often Puppet was asked for its settings. */
  timesAsked(): Promise<number>;
  remove(): Promise<void>;
}

export async function newPuppetHost(): Promise<PuppetHost> {
  const root = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  const bin = join(root, "bin");
  await mkdir(bin);
  await mkdir(join(root, "state"));
  let gone = 0;
  const program = (name: string, text: string) =>
    writeFile(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  await program("sudo", '[ "$1" = -n ] && shift; exec "$@"');
  await program(
    "puppet",
    `echo >>"${root}/state/asked"; shift 2; for name; do echo "$name = ${root}/state/$name"; done`,
  );
  return {
    root,
    env: { PATH: `${bin}:${process.env["PATH"]}`, KASKCTL_INSTANCE_ROOT: root },
    agent: (script) =>
      program(
        "run-puppet-agent",
        `echo "$*" >"${root}/state/words"
waits=0
# Not a pipe: a test that ends early must leave nobody waiting, neither here nor in its own process.
wait_for_go() {
  waits=$((waits + 1))
  until [ -e "${root}/go$waits" ]; do [ -d "${root}" ] || exit 1; sleep 0.02; done
}
summary() {
  cat >"${root}/state/lastrunfile" <<END
---
resources: {total: $1, changed: $2, failed: $3, failed_to_restart: 0}
time: {last_run: $(date +%s)}
events: {failure: $3}
END
}
${script}`,
      ),
    go: () => writeFile(join(root, `go${++gone}`), ""),
    disable: (lock) => writeFile(join(root, "state", "agent_disabled_lockfile"), lock),
    timesAsked: async () => (await readFile(join(root, "state", "asked"), "utf8")).length,
    remove: async () => {
      await endRuns(join(root, "run", "kaskctl"));
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Ends detached runs that a test left behind, so that none writes into what is being removed. */
async function endRuns(runs: string): Promise<void> {
  for (const id of await readdir(runs).catch((): string[] => [])) {
    const pid = Number(await readFile(join(runs, id, "pid"), "utf8").catch(() => ""));
    try {
      // Each run leads a process group of its own.
      if (pid > 1) process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
