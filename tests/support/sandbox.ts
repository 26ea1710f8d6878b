import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createEncClient, type EncClient } from "../../cli/enc/client.ts";
import {
  type SandboxDescription,
  type SandboxOptions,
  sandboxDown,
  sandboxUp,
} from "../../cli/sandbox/sandbox.ts";
import { loadCredential } from "../../cli/site/clouds.ts";
import { loadSite } from "../../cli/site/load-site.ts";
import { testWorld } from "./test-world.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The programs of a sandbox, from the sources. */
export const sourcePrograms = {
  node: process.execPath,
  kaskctl: join(here, "sandbox-entry.ts"),
  kask: join(here, "../../service/main.ts"),
};

/** The prefix, roles and Hiera text of a session store in a sandbox. */
export const prefix = "deployment-sessionstore";
export const roles = ["role::beta::cassandra", "role::beta::docker_services"];
export const title = "mediawiki-services-kask";

/** A session store's Hiera text; `change` replaces or adds members of its definition. */
export function hieraText(change: Readonly<Record<string, unknown>> = {}): string {
  const host = "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud";
  const config = {
    base_uri: "/sessions/v1",
    cassandra: {
      authentication: {
        username: "cassandra",
        password: "%{lookup('sessionstore_cassandra_password')}",
      },
      hosts: [host],
      keyspace: "sessions",
      table: "values",
    },
    default_ttl: 86_400,
    listen_address: "0.0.0.0",
    listen_port: 8080,
    service_name: "sessions",
  };
  const definition = { namespace: "wikimedia", port: 8080, version: "v1.0.10", config, ...change };
  return JSON.stringify({
    "profile::cassandra::instances": { [host]: {} },
    "profile::docker::runner::service_defs": { [title]: definition },
  });
}

/** What a program said, and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A sandbox of a test, in a folder of its own. */
export interface TestSandbox {
  readonly it: SandboxDescription;
  readonly enc: EncClient;
  /** Puts a text and the roles of a session store into the ENC. */
  push(hiera: string): Promise<void>;
  /** Runs a stand-in of the first instance, without SSH. */
  run(name: string, ...args: readonly string[]): Promise<Said>;
  /** The first line of a stand-in's output that `isWanted`, which may take its time to come. */
  firstLine(isWanted: (line: string) => boolean, name: string, ...args: string[]): Promise<string>;
  /** A path of the first instance, as it is here. */
  path(path: string): string;
  down(): Promise<void>;
}

/** Raises a sandbox with one instance; its units restart soon. */
export async function raiseSandbox(change: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const parent = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  const world = testWorld();
  const it = await sandboxUp({
    dir: join(parent, "box"),
    hosts: [`${prefix}02`],
    programs: sourcePrograms,
    restartSec: 0.2,
    world,
    ...change,
  });
  const enc = await encOf(it);
  const folder = join(it.dir, "instances", it.instances[0]?.name ?? "");
  const start = (name: string, args: readonly string[]): ChildProcess =>
    spawn(join(folder, "bin", name), args, { env: { PATH: process.env["PATH"], USER: "tester" } });
  return {
    it,
    enc,
    push: async (hiera) => {
      await enc.writeHiera(prefix, hiera);
      await enc.writeRoles(prefix, roles);
    },
    run: (name, ...args) => ended(start(name, args)),
    firstLine: (isWanted, name, ...args) => firstLine(start(name, args), isWanted),
    path: (path) => join(folder, "root", path),
    down: async () => {
      await sandboxDown(it.dir, world);
      await rm(parent, { recursive: true });
    },
  };
}

async function encOf(it: SandboxDescription): Promise<EncClient> {
  const world = testWorld();
  const { context } = await loadSite({ world, file: it.siteFile });
  const credential = await loadCredential(context, world);
  return createEncClient({ credential, project: context.project, world });
}

/** Waits for a process. */
export async function ended(child: ChildProcess): Promise<Said> {
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map(textOf));
  return { code: await code, stdout: stdout ?? "", stderr: stderr ?? "" };
}

function textOf(stream: Readable | null): Promise<string> | string {
  return stream === null ? "" : text(stream);
}

async function firstLine(
  child: ChildProcess,
  isWanted: (line: string) => boolean,
): Promise<string> {
  try {
    if (child.stdout === null) throw new Error("A program without output was asked for a line.");
    for await (const line of createInterface({ input: child.stdout })) {
      if (isWanted(line)) return line;
    }
    throw new Error("The program ended without the line.");
  } finally {
    child.kill();
  }
}
