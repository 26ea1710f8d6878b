import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newSshKey } from "../../../cli/sandbox/ssh-key.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { createOpensshTransport } from "../../../cli/ssh/openssh.ts";
import { outcomeFault } from "../../../cli/ssh/outcome-fault.ts";
import type { RemoteCommand, Transport } from "../../../cli/ssh/transport.ts";
import { needs } from "../../support/requires.ts";
import {
  newSshConfig,
  type SshConfig,
  type SshHost,
  startSshHost,
} from "../../support/ssh-host.ts";
import { signalled, testWorld } from "../../support/test-world.ts";

const sshTest = needs("ssh");

function command(script: string, change: Partial<RemoteCommand> = {}): RemoteCommand {
  const base = { purpose: "testing", args: [], asRoot: false, mutates: false, timeoutMs: 60_000 };
  return { ...base, script, ...change };
}

let host: SshHost;
let config: SshConfig;
let runtimeFolder: string;
let transport: Transport;

function open(change: Partial<Parameters<typeof createOpensshTransport>[0]> = {}): Transport {
  return createOpensshTransport({
    configFile: config.file,
    user: "alice",
    jump: undefined,
    runtimeFolder,
    world: testWorld(),
    ...change,
  });
}

beforeAll(async () => {
  host = await startSshHost({ PATH: process.env["PATH"] ?? "" });
  config = await newSshConfig();
  await config.add("host", host);
  await config.add("unknown", host, { knownKey: undefined });
  await config.add("changed", host, { knownKey: newSshKey().public });
  await config.add("stranger", host, { clientKey: newSshKey().private });
  await config.add("closed", host, { port: 1 });
  await config.add("nowhere", host, { hostName: "nowhere.invalid" });
  runtimeFolder = mkdtempSync(join(tmpdir(), "kaskctl-test-"));
  transport = open();
});

afterAll(async () => {
  await transport.close();
  await host.close();
  await config.remove();
  rmSync(runtimeFolder, { recursive: true });
});

const shells: readonly (readonly [string, () => Transport, typeof test])[] = [
  ["openssh", () => transport, sshTest as typeof test],
  ["local", () => createLocalTransport(testWorld()), test],
];

describe.each(shells)("a command by %s", (_name, shell, run) => {
  const cases: readonly (readonly [string, string, object])[] = [
    [
      "gives its output",
      "echo out; echo err >&2",
      { exitCode: 0, stdout: "out\n", stderr: "err\n" },
    ],
    ["may be silent", ":", { exitCode: 0, stdout: "", stderr: "" }],
    ["keeps a missing line end missing", "printf 'a\\n\\nb'", { stdout: "a\n\nb" }],
    ["keeps empty lines at the end", "printf '\\n\\n'", { stdout: "\n\n" }],
    ["may end with 255", "exit 255", { exitCode: 255 }],
    ["may end by a signal", "sh -c 'kill -KILL $$'", { exitCode: 137 }],
    ["may close its output", "exec >&- 2>&-; exit 3", { exitCode: 3 }],
    ["cannot read the program as its input", "cat; echo done", { stdout: "done\n" }],
    [
      "finds administrators' programs",
      "case :$PATH: in *:/usr/sbin:*) echo yes;; esac",
      { stdout: "yes\n" },
    ],
    ["leaves no one waiting for what it left running", "sleep 60 & echo $!", { exitCode: 0 }],
  ];
  for (const [title, script, expected] of cases) {
    run(title, async () => {
      const outcome = await shell().run("host", command(script));
      expect(outcome).toMatchObject({ kind: "exited", ...expected });
      if (script.startsWith("sleep") && outcome.kind === "exited")
        process.kill(Number(outcome.stdout));
    });
  }

  run("sees its arguments as they are", async () => {
    const args = ["a b", "", "$HOME", "it's", "é\n😀", "-n", "*"];
    const outcome = await shell().run("host", command('printf "%s|" "$@"', { args }));
    expect(outcome).toMatchObject({ stdout: `${args.join("|")}|` });
  });

  run("gives each line while it runs, whole characters at any border", async () => {
    const text = "é😀ß".repeat(101);
    const lines: string[] = [];
    const script = `i=0; while [ $i -lt 300 ]; do printf '%s\\n' "$1"; i=$((i+1)); done; printf end`;
    const outcome = await shell().run("host", command(script, { args: [text] }), {
      onLine: (line) => lines.push(line),
    });
    expect(lines.length).toBe(301);
    expect(lines).toEqual([...Array.from({ length: 300 }, () => text), "end"]);
    // Whoever takes the lines has them; keeping them all would fill the memory.
    const { stdout = "" } = outcome as { readonly stdout?: string };
    expect(lines.join("\n").endsWith(stdout)).toBe(true);
    expect(stdout.length).toBeLessThan(140_000);
  });

  run("gives 5 MB of output whole", async () => {
    const outcome = await shell().run("host", command("head -c 5000000 /dev/zero | tr '\\0' x"));
    expect(outcome.kind === "exited" && outcome.stdout.length).toBe(5_000_000);
  });

  run("is given up when its time is over", async () => {
    const started = signalled();
    const clock = {
      now: () => 0,
      sleep: async (durationMs: number, signal?: AbortSignal) => {
        if (durationMs === 4711) return await started.promise;
        await new Promise((_, reject) => signal?.addEventListener("abort", reject));
      },
    };
    const world = testWorld({ clock });
    const own = _name === "local" ? createLocalTransport(world) : open({ world });
    const script = "echo started; exec sleep 60";
    const outcome = await own.run("host", command(script, { timeoutMs: 4711 }), {
      onLine: () => started.resolve(),
    });
    expect(outcome).toMatchObject({ kind: "timeout", stdout: "started\n" });
    await own.close();
  });

  run("is given up when it is cancelled", async () => {
    const abort = new AbortController();
    const outcome = await shell().run("host", command("echo started; exec sleep 60"), {
      onLine: () => abort.abort(),
      signal: abort.signal,
    });
    expect(outcome).toEqual({ kind: "cancelled" });
    expect(await shell().run("host", command(":"), { signal: abort.signal })).toEqual(outcome);
  });
});

describe("OpenSSH", () => {
  for (const [alias, expected, code] of [
    ["unknown", { kind: "hostkey", reason: "unknown" }, "host-key"],
    ["changed", { kind: "hostkey", reason: "changed" }, "host-key"],
    ["stranger", { kind: "auth" }, "host-auth"],
    ["closed", { kind: "unreachable", reason: "refused" }, "host-unreachable"],
    ["nowhere", { kind: "unreachable", reason: "dns" }, "host-unreachable"],
  ] as const) {
    sshTest(`tells ${JSON.stringify(expected)} for host ${alias}`, async () => {
      const outcome = await transport.run(alias, command("echo ran"));
      expect(outcome).toMatchObject(expected);
      const fault = outcomeFault({ fqdn: alias, purpose: "testing" }, outcome);
      expect(fault).toMatchObject({ code, host: alias });
      expect(fault.message).toMatch(/^While testing: .+/);
      await expect(transport.openTunnel(alias, 80)).rejects.toMatchObject({ code });
    });
  }

  sshTest("adds no host key to known_hosts", async () => {
    await transport.run("unknown", command(":"));
    const { readFileSync } = await import("node:fs");
    expect(readFileSync(join(config.folder, "unknown.known"), "utf8")).toBe("");
  });

  sshTest("tells a configuration that ssh refuses", async () => {
    const other = open({ configFile: join(config.folder, "missing") });
    await expect(other.run("host", command(":"))).rejects.toMatchObject({
      code: "ssh-config-invalid",
    });
    await other.close();
  });

  sshTest("tells that there is no ssh", async () => {
    const other = open({ world: testWorld({ env: { PATH: config.folder } }) });
    await expect(other.run("host", command(":"))).rejects.toMatchObject({ code: "ssh-missing" });
    await other.close();
  });

  sshTest("connects once for many commands at once", async () => {
    const own = open();
    const before = host.connections;
    const outcomes = await Promise.all(
      ["1", "2", "3"].map((code) => own.run("host", command(`exit ${code}`))),
    );
    expect(outcomes.map((outcome) => outcome.kind === "exited" && outcome.exitCode)).toEqual([
      1, 2, 3,
    ]);
    expect(host.connections - before).toBe(1);
    await own.close();
  });

  sshTest("tries again when a busy server turns it away", async () => {
    const own = open();
    host.turnAway(1);
    expect(await own.run("host", command("exit 4"))).toMatchObject({ exitCode: 4 });
    await own.close();
  });

  sshTest("tells a connection that was lost, and connects again", async () => {
    const own = open();
    const outcome = await own.run("host", command("echo started; exec sleep 60"), {
      onLine: () => host.drop(),
    });
    expect(outcome).toMatchObject({ kind: "lost", stdout: "started\n" });
    expect(await own.run("host", command("exit 5"))).toMatchObject({ exitCode: 5 });
    await own.close();
  });

  sshTest("goes through a jump host whose key is checked too", async () => {
    const through = open({ jump: "host" });
    expect(await through.run("host", command("exit 6"))).toMatchObject({ exitCode: 6 });
    expect(await through.run("closed", command(":"))).toMatchObject({ reason: "jump" });
    await through.close();
    const unchecked = open({ jump: "unknown" });
    expect(await unchecked.run("host", command(":"))).toMatchObject({ kind: "hostkey" });
    await unchecked.close();
    const away = open({ jump: "bob@closed:1" });
    expect(await away.run("host", command(":"))).toMatchObject({ reason: "jump" });
    await away.close();
  });

  sshTest("leaves neither folder nor connection behind", async () => {
    const own = open();
    await own.run("host", command(":"));
    expect(readdirSync(runtimeFolder)).not.toEqual([]);
    const tunnel = await own.openTunnel("host", 9);
    expect(existsSync(tunnel.socketPath)).toBe(true);
    await tunnel.close();
    expect(existsSync(tunnel.socketPath)).toBe(false);
    await own.close();
    await transport.close();
    expect(readdirSync(runtimeFolder)).toEqual([]);
  });
});

describe.each(shells)("a tunnel by %s", (_name, shell, run) => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_request, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());

  run("speaks for a port of the host", async () => {
    const own = shell();
    const tunnel = await own.openTunnel("host", (server.address() as AddressInfo).port);
    const dispatcher = new Agent({ connect: { socketPath: tunnel.socketPath } });
    const { body } = await request("http://kask/", { dispatcher });
    expect(await body.text()).toBe("hello");
    await dispatcher.close();
    await tunnel.close();
  });
});

describe("sudo", () => {
  test.each([
    "sudo: a password is required",
    "alice is not in the sudoers file.",
    "Sorry, user alice is not allowed to execute '/bin/sh' as root on host.",
  ])("that says %j is an outcome of its own", async (words) => {
    const { mkdtemp, rm, writeFile } = await import("node:fs/promises");
    const bin = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
    await writeFile(join(bin, "sudo"), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`, { mode: 0o755 });
    const world = testWorld({ env: { PATH: `${bin}:${process.env["PATH"]}` } });
    const outcome = await createLocalTransport(world).run("host", command(":", { asRoot: true }));
    expect(outcome).toEqual({ kind: "sudo-denied", detail: words });
    await rm(bin, { recursive: true });
  });
});
