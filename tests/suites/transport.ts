import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { World } from "../../cli/base/world.ts";
import { newSshKey } from "../../cli/sandbox/ssh-key.ts";
import { outcomeFault } from "../../cli/ssh/outcome-fault.ts";
import type { RemoteCommand, Transport } from "../../cli/ssh/transport.ts";
import type { Test } from "../support/requires.ts";
import { newSshConfig, type SshConfig, type SshHost, startSshHost } from "../support/ssh-host.ts";
import { signalled, testWorld } from "../support/test-world.ts";

/** A transport to examine. */
export interface ExaminedTransport {
  /** Runs a test, or skips it where the transport cannot work on this machine. */
  readonly test: Test;
  /** A new transport that reaches `host`. */
  open(world?: World): Transport;
}

/** Hosts that a transport over SSH is examined with. */
export interface TransportHosts {
  readonly host: SshHost;
  /** Knows `host`, and as other names hosts that are not as they should be. */
  readonly config: SshConfig;
  /** Where the transport is to make its folder. */
  readonly runtimeFolder: string;
  close(): Promise<void>;
}

/** Starts the hosts; the user is alice, and no one's sudo lets her in. */
export async function startTransportHosts(): Promise<TransportHosts> {
  const runtimeFolder = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  const config = await newSshConfig();
  const bin = join(config.folder, "bin");
  await mkdir(bin);
  const sudo = '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n';
  await writeFile(join(bin, "sudo"), sudo, { mode: 0o755 });
  const host = await startSshHost({ PATH: `${bin}:${process.env["PATH"]}` });
  await config.add("host", host);
  await config.add("unknown", host, { knownKey: undefined });
  await config.add("changed", host, { knownKey: newSshKey().public });
  await config.add("stranger", host, { clientKey: newSshKey().private });
  await config.add("closed", host, { port: 1 });
  await config.add("nowhere", host, { hostName: "nowhere.invalid" });
  return {
    host,
    config,
    runtimeFolder,
    async close() {
      await host.close();
      await config.remove();
      await rm(runtimeFolder, { recursive: true });
    },
  };
}

/** A command that nobody minds. */
export function command(script: string, change: Partial<RemoteCommand> = {}): RemoteCommand {
  const base = { purpose: "testing", args: [], asRoot: false, mutates: false, timeoutMs: 60_000 };
  return { ...base, script, ...change };
}

/** What every transport does with a command and a tunnel. */
export function shellPromises({ test, open }: ExaminedTransport): void {
  let shared: Transport;
  beforeAll(() => {
    shared = open();
  });
  afterAll(() => shared.close());

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
    test(title, async () => {
      const outcome = await shared.run("host", command(script));
      expect(outcome).toMatchObject({ kind: "exited", ...expected });
      if (script.startsWith("sleep") && outcome.kind === "exited")
        process.kill(Number(outcome.stdout));
    });
  }

  test("sees its arguments as they are", async () => {
    const args = ["a b", "", "$HOME", "it's", "é\n😀", "-n", "*"];
    const outcome = await shared.run("host", command('printf "%s|" "$@"', { args }));
    expect(outcome).toMatchObject({ stdout: `${args.join("|")}|` });
  });

  test("gives each line while it runs, whole characters at any border", async () => {
    const text = "é😀ß".repeat(101);
    const lines: string[] = [];
    const script = `i=0; while [ $i -lt 300 ]; do printf '%s\\n' "$1"; i=$((i+1)); done; printf end`;
    const outcome = await shared.run("host", command(script, { args: [text] }), {
      onLine: (line) => lines.push(line),
    });
    expect(lines.length).toBe(301);
    expect(lines).toEqual([...Array.from({ length: 300 }, () => text), "end"]);
    // Whoever takes the lines has them; keeping them all would fill the memory.
    const { stdout = "" } = outcome as { readonly stdout?: string };
    expect(lines.join("\n").endsWith(stdout)).toBe(true);
    expect(stdout.length).toBeLessThan(140_000);
  });

  test("gives 5 MB of output whole", async () => {
    const outcome = await shared.run("host", command("head -c 5000000 /dev/zero | tr '\\0' x"));
    expect(outcome.kind === "exited" && outcome.stdout.length).toBe(5_000_000);
  });

  test("is given up when its time is over", async () => {
    const started = signalled();
    const clock = {
      now: () => 0,
      sleep: async (durationMs: number, signal?: AbortSignal) => {
        if (durationMs === 4711) return await started.promise;
        await new Promise((_, reject) => signal?.addEventListener("abort", reject));
      },
    };
    const world = testWorld({ clock });
    const own = open(world);
    const script = "echo started; exec sleep 60";
    const outcome = await own.run("host", command(script, { timeoutMs: 4711 }), {
      onLine: () => started.resolve(),
    });
    expect(outcome).toMatchObject({ kind: "timeout", stdout: "started\n" });
    await own.close();
  });

  test("is given up when it is cancelled", async () => {
    const abort = new AbortController();
    const outcome = await shared.run("host", command("echo started; exec sleep 60"), {
      onLine: () => abort.abort(),
      signal: abort.signal,
    });
    expect(outcome).toEqual({ kind: "cancelled" });
    expect(await shared.run("host", command(":"), { signal: abort.signal })).toEqual(outcome);
  });

  describe("and a tunnel", () => {
    let server: Server;
    beforeAll(async () => {
      server = createServer((_request, response) => response.end("hello"));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => server.close());

    test("speaks for a port of the host", async () => {
      const tunnel = await shared.openTunnel("host", (server.address() as AddressInfo).port);
      const dispatcher = new Agent({ connect: { socketPath: tunnel.socketPath } });
      const { body } = await request("http://kask/", { dispatcher });
      expect(await body.text()).toBe("hello");
      await dispatcher.close();
      await tunnel.close();
    });

    test("speaks for a port of another address that the host reaches", async () => {
      const other = createServer((_request, response) => response.end("from elsewhere"));
      const { port } = server.address() as AddressInfo;
      // The same port, so that an address which is ignored is seen.
      await new Promise<void>((resolve) => other.listen(port, "127.0.0.77", resolve));
      const tunnel = await shared.openTunnel("host", port, "127.0.0.77");
      const dispatcher = new Agent({ connect: { socketPath: tunnel.socketPath } });
      const { body } = await request("http://kask/", { dispatcher });
      expect(await body.text()).toBe("from elsewhere");
      await dispatcher.close();
      await tunnel.close();
      other.close();
    });

    test("closes what goes to a port where nobody listens, and lives on", async () => {
      const tunnel = await shared.openTunnel("host", 1);
      const dispatcher = new Agent({ connect: { socketPath: tunnel.socketPath } });
      await expect(request("http://kask/", { dispatcher })).rejects.toThrow();
      await dispatcher.close();
      await tunnel.close();
      expect(await shared.run("host", command(":"))).toMatchObject({ exitCode: 0 });
    });
  });
}

/** What every transport over SSH does about hosts and networks as they are. */
export function sshPromises({ test, open }: ExaminedTransport, hosts: () => TransportHosts): void {
  let shared: Transport;
  beforeAll(() => {
    shared = open();
  });
  afterAll(() => shared.close());

  for (const [alias, expected, code] of [
    ["unknown", { kind: "hostkey", reason: "unknown" }, "host-key"],
    ["changed", { kind: "hostkey", reason: "changed" }, "host-key"],
    ["stranger", { kind: "auth" }, "host-auth"],
    ["closed", { kind: "unreachable", reason: "refused" }, "host-unreachable"],
    ["nowhere", { kind: "unreachable", reason: "dns" }, "host-unreachable"],
  ] as const) {
    test(`tells ${JSON.stringify(expected)} for host ${alias}`, async () => {
      const outcome = await shared.run(alias, command("echo ran"));
      expect(outcome).toMatchObject(expected);
      const fault = outcomeFault({ fqdn: alias, purpose: "testing" }, outcome);
      expect(fault).toMatchObject({ code, host: alias });
      expect(fault.message).toMatch(/^While testing: .+/);
      await expect(shared.openTunnel(alias, 80)).rejects.toMatchObject({ code });
    });
  }

  test("adds no host key to known_hosts", async () => {
    await shared.run("unknown", command(":"));
    expect(readFileSync(join(hosts().config.folder, "unknown.known"), "utf8")).toBe("");
  });

  test("tells a refusal by sudo", async () => {
    const outcome = await shared.run("host", command(":", { asRoot: true }));
    expect(outcome).toEqual({ kind: "sudo-denied", detail: "sudo: a password is required" });
  });

  test("connects once for many commands at once", async () => {
    const own = open();
    const before = hosts().host.connections;
    const outcomes = await Promise.all(
      ["1", "2", "3"].map((code) => own.run("host", command(`exit ${code}`))),
    );
    expect(outcomes.map((outcome) => outcome.kind === "exited" && outcome.exitCode)).toEqual([
      1, 2, 3,
    ]);
    expect(hosts().host.connections - before).toBe(1);
    await own.close();
  });

  test("tries again when a busy server turns it away", async () => {
    const own = open();
    hosts().host.turnAway(1);
    expect(await own.run("host", command("exit 4"))).toMatchObject({ exitCode: 4 });
    await own.close();
  });

  test("tells a connection that was lost, and connects again", async () => {
    const own = open();
    const outcome = await own.run("host", command("echo started; exec sleep 60"), {
      onLine: () => hosts().host.drop(),
    });
    expect(outcome).toMatchObject({ kind: "lost", stdout: "started\n" });
    expect(await own.run("host", command("exit 5"))).toMatchObject({ exitCode: 5 });
    await own.close();
  });

  test("survives a host that goes away under a tunnel", async () => {
    const own = open();
    const tunnel = await own.openTunnel("host", 1);
    const outcome = await own.run("host", command("echo started; exec sleep 60"), {
      onLine: () => hosts().host.drop(),
    });
    expect(outcome).toMatchObject({ kind: "lost" });
    const dispatcher = new Agent({ connect: { socketPath: tunnel.socketPath } });
    await expect(request("http://kask/", { dispatcher })).rejects.toThrow();
    await dispatcher.close();
    await tunnel.close();
    expect(await own.run("host", command("exit 7"))).toMatchObject({ exitCode: 7 });
    await own.close();
  });

  test("leaves neither folder nor connection behind", async () => {
    const own = open();
    await own.run("host", command(":"));
    const tunnel = await own.openTunnel("host", 9);
    expect(existsSync(tunnel.socketPath)).toBe(true);
    expect(readdirSync(hosts().runtimeFolder)).not.toEqual([]);
    await tunnel.close();
    expect(existsSync(tunnel.socketPath)).toBe(false);
    await own.close();
    await shared.close();
    expect(readdirSync(hosts().runtimeFolder)).toEqual([]);
  });
}
