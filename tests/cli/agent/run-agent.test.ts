import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { agentLogs } from "../../../cli/agent/agent-logs.ts";
import type { AgentRun } from "../../../cli/agent/agent-run.ts";
import { agentStatus } from "../../../cli/agent/agent-status.ts";
import { attachAgent } from "../../../cli/agent/attach-agent.ts";
import { type RunAgentOptions, runAgent } from "../../../cli/agent/run-agent.ts";
import type { Clock } from "../../../cli/base/world.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { createOpensshTransport } from "../../../cli/ssh/openssh.ts";
import type { Outcome, Transport } from "../../../cli/ssh/transport.ts";
import { newPuppetHost, type PuppetHost } from "../../support/puppet-host.ts";
import { needs } from "../../support/requires.ts";
import { newSshConfig, startSshHost } from "../../support/ssh-host.ts";
import { signalled, testWorld } from "../../support/test-world.ts";

const fqdn = "a.example";
let puppet: PuppetHost;
let stateFolder: string;

beforeEach(async () => {
  puppet = await newPuppetHost();
  stateFolder = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
});

afterEach(async () => {
  await puppet.remove();
  await rm(stateFolder, { recursive: true });
});

/** Waits for nothing, yet its time passes: a host that stays away is not asked for ever. */
const impatient = testWorld({ clock: impatientClock() });

function impatientClock(): Clock {
  let sleptMs = 0;
  return {
    now: () => Date.now() + sleptMs,
    sleep: async (durationMs) => {
      sleptMs += durationMs;
    },
  };
}

function local(): Transport {
  return createLocalTransport(testWorld({ env: puppet.env }));
}

async function run(change: Partial<RunAgentOptions> = {}): Promise<AgentRun> {
  const [only] = await runAgent({
    hosts: [fqdn],
    transport: local(),
    world: impatient,
    stateFolder,
    timeoutMs: 60_000,
    ...change,
  });
  if (!only) throw new Error("no run");
  return only;
}

/** A transport for which every command ends in one way. */
function always(outcome: Outcome): Transport {
  return {
    run: async () => outcome,
    openTunnel: () => Promise.reject(outcome),
    typedWords: () => [],
    close: async () => {},
  };
}

describe("a Puppet run", () => {
  test("asks Puppet for its settings once, and again when what decides them has changed", async () => {
    const configuration = join(puppet.root, "etc", "puppet", "puppet.conf");
    await mkdir(dirname(configuration), { recursive: true });
    await writeFile(configuration, "[main]\n");
    await puppet.agent("summary 9 0 0");
    expect(await run()).toMatchObject({ outcome: "unchanged" });
    expect(await run()).toMatchObject({ outcome: "unchanged" });
    expect(await puppet.timesAsked()).toBe(1);
    await writeFile(configuration, "[agent]\n");
    expect(await run()).toMatchObject({ outcome: "unchanged" });
    expect(await puppet.timesAsked()).toBe(2);
    await rm(configuration);
    expect(await run()).toMatchObject({ outcome: "unchanged" });
    expect(await puppet.timesAsked()).toBe(3);
  });

  test("is followed line by line, kept in a private log, and forgotten by the host", async () => {
    await puppet.agent(
      "printf '\\033[mNotice: one\\033[0m\\n'; echo 'Error: pass=hunter22' >&2; printf three; summary 9 2 0",
    );
    const lines: string[] = [];
    const result = await run({
      secrets: ["hunter22"],
      onLine: (host, line) => lines.push(`${host} ${line}`),
    });
    expect(result).toMatchObject({
      host: fqdn,
      outcome: "changed",
      ok: true,
      changed: 2,
      failed: 0,
    });
    expect(lines).toEqual([`${fqdn} Notice: one`, `${fqdn} Error: pass=[secret]`, `${fqdn} three`]);
    const file = result.logFile ?? "";
    expect(readFileSync(file, "utf8")).toBe("Notice: one\nError: pass=[secret]\nthree\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await readdir(join(puppet.root, "run", "kaskctl"))).toEqual([]);
    expect(await agentLogs({ stateFolder, hosts: [fqdn] })).toMatchObject([
      { id: result.id, path: file },
    ]);
  });

  test.each([
    ["unchanged", "summary 9 0 0", "as it should be"],
    [
      "applied-with-failures",
      "echo 'Error: /Stage[main]/X/Service[k]/ensure: no (file: /m.pp, line: 7)'; summary 9 1 1",
      "Service[k]",
    ],
    [
      "compile-failed",
      "echo 'Error: Could not retrieve catalog from remote server: Error 500 on SERVER: boom' >&2; summary 0 0 0; exit 1",
      "boom",
    ],
    [
      "server-unreachable",
      "echo 'Error: Could not retrieve catalog from remote server: Connection refused - connect(2)'; exit 1",
      "refused",
    ],
    ["certificate-problem", "echo 'Error: certificate verify failed'; exit 1", "certificate"],
    [
      "disabled",
      "echo \"Notice: Skipping run of Puppet configuration client; administratively disabled (Reason: 'later');\"; exit 1",
      "later",
    ],
    [
      "lock-timeout",
      "echo 'Waited 120 seconds and a preceding puppet run is still ongoing, aborting'; exit 1",
      "120 seconds",
    ],
    [
      "lock-timeout",
      "echo 'Run of Puppet configuration client already in progress; skipping'; exit 1",
      "lock",
    ],
    ["lost", 'kill -KILL $(cat "$KASKCTL_INSTANCE_ROOT"/run/kaskctl/*/pid)', "killed"],
  ])("ends as %s after %j", async (outcome, script, detail) => {
    await puppet.agent(script);
    const result = await run();
    expect(result.outcome).toBe(outcome);
    expect(result.detail).toContain(detail);
    expect(result.ok).toBe(outcome === "unchanged");
  });

  test.each([
    ["unreachable", { kind: "unreachable", reason: "dns", detail: "no such host" }],
    ["hostkey", { kind: "hostkey", reason: "changed", detail: "another key" }],
    ["auth", { kind: "auth", detail: "Permission denied" }],
    ["sudo-denied", { kind: "sudo-denied", detail: "a password is required" }],
    ["timeout", { kind: "timeout", stdout: "", stderr: "" }],
    ["lost", { kind: "lost", stdout: "", detail: "gone" }],
    ["cancelled", { kind: "cancelled" }],
  ] as const)("ends as %s where the host cannot be asked", async (outcome, answer) => {
    expect(await run({ transport: always(answer) })).toMatchObject({ outcome, ok: false });
  });

  test("never enables a host that somebody disabled", async () => {
    await puppet.agent("summary 9 0 0");
    await puppet.disable('{"disabled_message":"T123 - bob"}');
    const result = await run({ reason: "T123 - bo" });
    expect(result).toMatchObject({
      outcome: "disabled",
      detail: "Puppet is disabled there: T123 - bob",
    });
    expect(existsSync(join(puppet.root, "state", "words"))).toBe(false);
  });

  test.each(["deploy 1", "deploy 1 - alice"])(
    "enables a host that is disabled with our own reason (%s)",
    async (message) => {
      await puppet.agent("summary 9 0 0");
      await puppet.disable(JSON.stringify({ disabled_message: message }));
      expect((await run({ reason: "deploy 1" })).outcome).toBe("unchanged");
      expect(readFileSync(join(puppet.root, "state", "words"), "utf8")).toBe("-a 12 -e deploy 1\n");
    },
  );

  test("says for whose end it waits", async () => {
    await puppet.agent(
      "echo 'Waited 120 seconds and a preceding puppet run is still ongoing, aborting'; exit 1",
    );
    const words = ["-e", "setInterval(() => {}, 60_000)", "puppet", "agent"];
    const other = spawn(process.execPath, words, { stdio: "ignore" });
    onTestFinished(() => void other.kill("SIGKILL"));
    await once(other, "spawn");
    writeFileSync(join(puppet.root, "state", "agent_catalog_run_lockfile"), String(other.pid));
    const said: string[] = [];
    const result = await run({ world: { ...impatient, progress: (line) => said.push(line) } });
    expect(result.detail).toContain(`Process ${other.pid}`);
    expect(said).toEqual([`${fqdn}: waiting for the Puppet run of process ${other.pid}`]);
  });

  test.each([
    ["another program has by now", String(process.pid)],
    ["nobody has any more", "999999999"],
  ])("does not wait for an agent that is gone, whose number %s", async (_, pid) => {
    await puppet.agent("summary 9 0 0");
    writeFileSync(join(puppet.root, "state", "agent_catalog_run_lockfile"), pid);
    const said: string[] = [];
    const result = await run({ world: { ...impatient, progress: (line) => said.push(line) } });
    expect(result.outcome).toBe("unchanged");
    expect(said).toEqual([]);
  });

  test("is asked to stop when it takes too long", async () => {
    const stopped = join(puppet.root, "stopped");
    await puppet.agent(`trap ': >"${stopped}"' TERM; echo waiting; sleep 60 & wait`);
    const waiting = signalled();
    // The follower's time is over as soon as the agent is seen to run.
    const clock = {
      now: () => Date.now(),
      sleep: async (durationMs: number, signal?: AbortSignal) => {
        if (durationMs === 60_000)
          await new Promise((_, no) => signal?.addEventListener("abort", no));
        else await waiting.promise;
      },
    };
    const transport = createLocalTransport(testWorld({ env: puppet.env, clock }));
    const result = await run({ transport, timeoutMs: 4_000_000, onLine: () => waiting.resolve() });
    expect(result).toMatchObject({ outcome: "timeout", ok: false });
    await expect.poll(() => existsSync(stopped)).toBe(true);
  });

  test("goes on after Ctrl-C, and its end can be read later", async () => {
    await puppet.agent("echo one; wait_for_go; echo two; summary 9 1 0");
    const abort = new AbortController();
    const world = { ...impatient, signal: abort.signal };
    const first = await run({ world, onLine: () => abort.abort() });
    expect(first.outcome).toBe("cancelled");
    expect(first.detail).toContain(`kaskctl agent attach ${fqdn}`);
    expect((await run({ world })).detail).toBe("The run was not started.");
    const options = {
      hosts: [fqdn],
      transport: local(),
      world: impatient,
      stateFolder,
      timeoutMs: 60_000,
    };
    const [status] = await agentStatus([fqdn], options);
    expect(status?.runs).toMatchObject([{ id: first.id, exitCode: undefined }]);
    await expect(attachAgent({ ...options, id: "other" })).rejects.toMatchObject({
      code: "unknown-run",
    });
    const attached = attachAgent(options);
    await puppet.go();
    expect(await attached).toMatchObject([{ id: first.id, outcome: "changed" }]);
    const [log] = await agentLogs({ stateFolder, hosts: [fqdn] });
    expect(log?.text).toBe("one\ntwo\n");
    await expect(attachAgent(options)).rejects.toMatchObject({ code: "unknown-run", host: fqdn });
  });

  test("that somebody else read to its end is told as such, and not followed for ever", async () => {
    await puppet.agent("echo one; wait_for_go; summary 9 1 0");
    const runs = join(puppet.root, "run", "kaskctl");
    const result = await run({ onLine: () => rmSync(runs, { recursive: true }) });
    expect(result).toMatchObject({ outcome: "lost", ok: false });
    expect(result.detail).toContain("somebody else read how the run ended");
  });

  test("on a host that stays away is given up after a while, and told how to come back", async () => {
    await puppet.agent("summary 9 0 0");
    const here = local();
    let asked = 0;
    const transport: Transport = {
      ...here,
      run: (host, command, options) =>
        command.purpose === "following the Puppet run" && ++asked > 0
          ? Promise.resolve({ kind: "lost", stdout: "", detail: "gone" })
          : here.run(host, command, options),
    };
    const result = await run({ transport });
    expect(result).toMatchObject({ outcome: "lost", ok: false });
    expect(result.detail).toContain(`kaskctl agent attach ${fqdn}`);
    expect(asked).toBeGreaterThan(10);
    // The run went on without us; whoever comes back finds its result.
    const options = { hosts: [fqdn], world: impatient, stateFolder, timeoutMs: 60_000 };
    const [back] = await attachAgent({ ...options, transport: here, id: result.id });
    expect(back).toMatchObject({ outcome: "unchanged", ok: true });
  });

  test("is followed again as soon after the tenth loss as after the first, where lines came between", async () => {
    await puppet.agent("summary 9 0 0");
    const here = local();
    let losses = 0;
    const transport: Transport = {
      ...here,
      run: async (host, command, options) => {
        if (command.purpose !== "following the Puppet run" || losses === 10) {
          return here.run(host, command, options);
        }
        options?.onLine?.(String(++losses));
        return { kind: "lost", stdout: "", detail: "gone" };
      },
    };
    const pauses: number[] = [];
    const sleep = async (durationMs: number) => void pauses.push(durationMs);
    const clock = { ...testWorld().clock, sleep };
    expect(await run({ transport, world: testWorld({ clock }) })).toMatchObject({ ok: true });
    expect(pauses).toEqual(Array.from({ length: 10 }, () => 500));
  });

  test("hides a value that only its name gives away", async () => {
    const lines = ["-    password: hunter1", "+    password: hunter2", "+    port: 1"];
    await puppet.agent(`${lines.map((line) => `echo '${line}'`).join("; ")}; summary 9 1 0`);
    const shown: string[] = [];
    const { logFile = "" } = await run({ onLine: (_host, line) => shown.push(line) });
    const hidden = ["-    password: [secret]", "+    password: [secret]", "+    port: 1"];
    expect(shown).toEqual(hidden);
    expect(readFileSync(logFile, "utf8")).toBe(`${hidden.join("\n")}\n`);
  });

  test("of several hosts is one each, in their order", async () => {
    await puppet.agent("summary 9 0 0");
    const names = ["c", "a", "b"];
    const runs = await runAgent({
      hosts: names.slice(0, 1),
      transport: local(),
      world: impatient,
      stateFolder,
      timeoutMs: 60_000,
    });
    expect(runs.map(({ host }) => host)).toEqual(["c"]);
    const away = await runAgent({
      hosts: names,
      transport: always({ kind: "auth", detail: "no" }),
      world: impatient,
      stateFolder,
      timeoutMs: 60_000,
    });
    expect(away.map(({ host }) => host)).toEqual(names);
    expect(new Set(away.map(({ id }) => id)).size).toBe(1);
  });
});

describe("a connection that drops", () => {
  needs("ssh")("at any line stops neither the run nor its result", async () => {
    const host = await startSshHost(puppet.env);
    onTestFinished(() => host.close());
    const config = await newSshConfig();
    onTestFinished(() => config.remove());
    await config.add(fqdn, host);
    const transport = createOpensshTransport({
      configFile: config.file,
      user: undefined,
      jump: undefined,
      world: testWorld(),
    });
    onTestFinished(() => transport.close());
    await puppet.agent(
      'for i in 1 2 3 4; do echo "é line $i"; echo; wait_for_go; done; printf end; summary 9 4 0',
    );
    const lines: string[] = [];
    const said: string[] = [];
    let goes = Promise.resolve();
    let isDropped = false;
    const progress = (line: string) => {
      said.push(line);
      if (isDropped) goes = goes.then(() => puppet.go());
      isDropped = false;
    };
    const result = await run({
      transport,
      world: { ...impatient, progress },
      onLine: (_host, line) => {
        lines.push(line);
        if (!line.startsWith("é")) return;
        isDropped = true;
        host.drop();
      },
    });
    await goes;
    expect(result).toMatchObject({ outcome: "changed", changed: 4 });
    expect(lines).toEqual(["é line 1", "", "é line 2", "", "é line 3", "", "é line 4", "", "end"]);
    expect(said.length).toBeGreaterThanOrEqual(4);
  });
});

describe("the local log", () => {
  test("that cannot be written is told of, and does not lose what the run did", async () => {
    await puppet.agent("echo one; summary 9 1 0");
    await writeFile(join(stateFolder, "runs"), "in the way");
    const said: string[] = [];
    const world = { ...impatient, progress: (line: string) => void said.push(line) };
    expect(await run({ world })).toMatchObject({ outcome: "changed", logFile: undefined });
    expect(said.join("\n")).toContain("Cannot write");
  });

  test("of a run that nobody followed here is unknown", async () => {
    await expect(agentLogs({ stateFolder, hosts: [fqdn] })).rejects.toMatchObject({
      code: "unknown-run",
    });
  });
});
