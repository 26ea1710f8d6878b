import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../../scripts/support/root.ts";
import type { TestKeyspace } from "./cassandra/keyspace.ts";
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
const startTimeoutMs = 60_000;

/**
 * Starts a Kask on a port of its own, and resolves when it answers.
 * @throws {Error} with what it wrote, when it ends or does not answer in time
 */
export async function startKaskProcess(options: KaskProcessOptions): Promise<KaskProcess> {
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
  const kask = { pid: child.pid ?? 0, port, baseUri, lines, exitCode: () => exitCode, close };
  await untilItAnswers(kask);
  return kask;
}

/** What a Kask complained of, each kind of complaint once. */
export function complaintsOf(kask: KaskProcess): string {
  const complaints = kask.lines.filter((line) => /"(?:ERROR|FATAL)"/.test(line));
  const kinds = new Map(complaints.map((line) => [/"msg":.*/.exec(line)?.[0] ?? line, line]));
  return [...kinds.values()].join("\n");
}

/** Where a keyspace is, in the words of Kask's configuration file. */
export function cassandraSettings({ host, port, dc, name }: TestKeyspace): {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly keyspace: string;
  readonly local_dc: string;
} {
  return { hosts: [host], port, keyspace: name, local_dc: dc };
}

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
async function untilItAnswers(kask: KaskProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await answers(kask.port))) {
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

function answers(port: number): Promise<boolean> {
  return ask(port, "GET", "/healthz").then(
    () => true,
    () => false,
  );
}
