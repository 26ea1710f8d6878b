import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../../scripts/support/root.ts";
import type { TestKeyspace } from "./cassandra/keyspace.ts";
import { patienceMs } from "./cassandra/patience.ts";
import { freePort } from "./free-port.ts";
import { guardedFolder } from "./guarded-folder.ts";
import { ask } from "./running-kask.ts";

/** A Kask of its own process, ours or another. */
export interface KaskProcess {
  readonly pid: number;
  readonly port: number;
  /** With leading and trailing slash. */
  readonly baseUri: string;
  /** Every line that it wrote so far, stdout and stderr. */
  readonly lines: readonly string[];
  /** Its exit code; undefined while it runs, null after a signal. */
  exitCode(): number | null | undefined;
  /** Ends it with SIGTERM, and removes its files. */
  close(): Promise<void>;
}

/** What to start. */
export interface KaskProcessOptions {
  /** The program, by its whole path, and its words before `--config FILE`; without it our own sources. */
  readonly program?: readonly [string, ...string[]];
  /** Kask's, in the form of its configuration file. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** More words on the command line. */
  readonly words?: readonly string[];
}

const ourKask = [process.execPath, join(root, "service", "main.ts")] as const;
const startTimeoutMs = 120_000;

/**
 * Starts a Kask on a port of its own, and resolves when it serves: ours is ready then, and others have no such page and
 * listen only once they can serve.
 * @throws {Error} with what it wrote, when it ends or does not serve in time
 */
export async function startKaskProcess(options: KaskProcessOptions): Promise<KaskProcess> {
  const kask = await spawnKask(options);
  await until(kask, async () => (await ask(kask.port, "GET", "/readyz")).status !== 503);
  return kask;
}

/**
 * Starts a Kask on a port of its own, and resolves when it listens, ready or not.
 * @throws {Error} with what it wrote, when it ends or does not listen in time
 */
export async function startListeningKask(options: KaskProcessOptions): Promise<KaskProcess> {
  const kask = await spawnKask(options);
  await until(kask, async () => (await ask(kask.port, "GET", "/healthz")).status === 200);
  return kask;
}

async function spawnKask(options: KaskProcessOptions): Promise<KaskProcess> {
  const folder = guardedFolder("kask-process");
  const cwd = join(folder.path, "work");
  await mkdir(cwd);
  const file = join(folder.path, "config.yaml");
  const port = await freePort();
  const baseUri = "/sessions/v1/";
  const place = { base_uri: baseUri, listen_address: "127.0.0.1", listen_port: port };
  await writeFile(file, JSON.stringify({ ...place, ...options.settings }));
  const [command, ...first] = options.program ?? ourKask;
  const words = [...first, "--config", file, ...(options.words ?? [])];
  const child = spawn(command, words, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const lines = linesOf(child);
  let exitCode: number | null | undefined;
  const ended = new Promise<void>((resolve) => {
    child.on("close", (code) => {
      exitCode = code;
      resolve();
    });
  });
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
    await folder.remove();
  };
  return { pid: child.pid ?? 0, port, baseUri, lines, exitCode: () => exitCode, close };
}

/** What a Kask complained of, each kind of complaint once. */
export function complaintsOf(kask: KaskProcess): string {
  const complaints = kask.lines.filter((line) => /"(?:ERROR|FATAL)"/.test(line));
  const kinds = new Map(complaints.map((line) => [/"msg":.*/.exec(line)?.[0] ?? line, line]));
  return [...kinds.values()].join("\n");
}

/** Where a keyspace is, in the words of Kask's configuration file. */
export function keyspaceSettings({ host, port, dc, name }: TestKeyspace): {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly keyspace: string;
  readonly local_dc: string;
} {
  return { hosts: [host], port, keyspace: name, local_dc: dc };
}

/** The same, with the patience that a Cassandra of a busy machine asks for. */
export function cassandraSettings(
  keyspace: TestKeyspace,
): ReturnType<typeof keyspaceSettings> & Readonly<typeof patience> {
  return { ...keyspaceSettings(keyspace), ...patience };
}

const patience = { query_timeout_ms: patienceMs, connect_timeout_ms: patienceMs };

function linesOf(child: ReturnType<typeof spawn>): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
    });
  }
  return lines;
}

/** The port itself tells: Kask says that it starts before it listens. */
async function until(kask: KaskProcess, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await isSo().catch(() => false))) {
    const isLate = Date.now() > deadline;
    if (kask.exitCode() !== undefined || isLate) {
      await kask.close();
      throw new Error(
        `Kask did not start (${isLate ? "too slow" : "it ended"}):\n${kask.lines.join("\n")}`,
      );
    }
    await delay(50);
  }
}
