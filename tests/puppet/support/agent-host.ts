import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ended, raiseSandbox, type Said } from "../../support/sandbox.ts";
import { puppetFolder } from "./cloud.ts";

/** A host with `run-puppet-agent` and its companions, logged in to by `tester`. */
export interface AgentHost extends AsyncDisposable {
  run(name: string, ...args: readonly string[]): Promise<Said>;
  /** The file in which an agent that runs writes its process. */
  readonly runLock: string;
  /** Puppet's summary of the last run. */
  readonly summary: string;
}

/** An instance of the embedded sandbox. */
export async function embeddedHost(): Promise<AgentHost> {
  const sandbox = await raiseSandbox();
  return {
    run: sandbox.run,
    runLock: sandbox.path("var/lib/puppet/state/agent_catalog_run.lock"),
    summary: sandbox.path("var/cache/puppet/public/last_run_summary.yaml"),
    [Symbol.asyncDispose]: () => sandbox.down(),
  };
}

/** Our scripts over the real Puppet, whose folders are this host's own; its server is away. */
export async function scriptsHost(): Promise<AgentHost> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-agent-"));
  const names = ["confdir", "codedir", "vardir", "rundir", "logdir", "publicdir"];
  const folders = names.map((name) => `--${name} ${join(folder, name)}`).join(" ");
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "puppet"), `#!/bin/sh\nexec /usr/bin/puppet "$@" ${folders}\n`, {
    mode: 0o755,
  });
  await mkdir(join(folder, "confdir"));
  await writeFile(
    join(folder, "confdir", "puppet.conf"),
    "[main]\nserver = 127.0.0.1\nserverport = 1\ncertname = changes01.test\nwaitforcert = 0\n",
  );
  await mkdir(join(folder, "vardir", "state"), { recursive: true });
  await mkdir(join(folder, "publicdir"));
  const PATH = `${bin}:${join(puppetFolder, "bin")}:${process.env["PATH"]}`;
  return {
    run: (name, ...args) =>
      ended(spawn(name, args, { env: { PATH, USER: "tester", HOME: folder } })),
    runLock: join(folder, "vardir", "state", "agent_catalog_run.lock"),
    summary: join(folder, "publicdir", "last_run_summary.yaml"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
