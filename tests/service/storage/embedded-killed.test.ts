import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const mainFile = join(import.meta.dirname, "../../../service/main.ts");
const posts = 10_000;
const killedAfter = 4000;

/** The real program over a data folder. */
interface Program {
  readonly child: ChildProcess;
  readonly port: number;
  /** What it wrote to stderr so far. */
  stderr(): string;
}

/** Resolves when it serves, or when it is gone; then the port is 0. */
function start(folder: string): Promise<Program> {
  const words = [mainFile, "--store", "embedded", "--data", folder, "--listen", "127.0.0.1:0"];
  const child = spawn(process.execPath, words);
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    const settle = (port: number) => resolve({ child, port, stderr: () => stderr });
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      const port = /Starting service as http:\/\/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1];
      if (port !== undefined) settle(Number(port));
    });
    child.on("close", () => settle(0));
  });
}

async function gone({ child }: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.on("exit", resolve));
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-killed-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A value that nobody can mistake for another, or for a part of itself; up to 20 kB. */
function sessionOf(key: string): string {
  const digest = createHash("sha256").update(key).digest("hex");
  return `${key} ${digest.repeat(1 + (Number.parseInt(digest.slice(0, 4), 16) % 300))} end`;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(agent: Agent, port: number, method: string, key: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: "127.0.0.1", port, method, path: `/v1/${key}` });
    asked.on("error", reject);
    asked.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.end(method === "POST" ? sessionOf(key) : undefined);
  });
}

function pooled(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  onTestFinished(() => agent.destroy());
  return agent;
}

test("every value that was acknowledged before a kill -9 amid 10,000 writes is there, and none is torn", async () => {
  const folder = await temporaryFolder();
  const keys = Array.from({ length: posts }, (_, number) => `key-${number}`);
  const acknowledged = new Set<string>();
  const first = await start(folder);
  const writing = pooled();
  await Promise.allSettled(
    keys.map(async (key) => {
      const { status } = await ask(writing, first.port, "POST", key);
      if (status === 201) acknowledged.add(key);
      if (acknowledged.size === killedAfter) first.child.kill("SIGKILL");
    }),
  );
  await gone(first);
  expect(acknowledged.size).toBeGreaterThanOrEqual(killedAfter);
  expect(acknowledged.size).toBeLessThan(posts);

  const second = await start(folder);
  const reading = pooled();
  const found = await Promise.all(keys.map((key) => ask(reading, second.port, "GET", key)));
  const isWhole = (key: string, index: number) => found[index]?.body === sessionOf(key);
  const isAbsent = (_key: string, index: number) => found[index]?.status === 404;
  expect(keys.filter((key, index) => acknowledged.has(key) && !isWhole(key, index))).toEqual([]);
  expect(keys.filter((key, index) => !isWhole(key, index) && !isAbsent(key, index))).toEqual([]);
}, 120_000);

test("a second program is refused a data folder with the first one's id, until that one is killed", async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  const second = await start(folder);
  await gone(second);
  expect(second.child.exitCode).toBe(1);
  expect(second.stderr()).toContain(
    `cannot use the data folder ${JSON.stringify(folder)}: process ${first.child.pid} on `,
  );
  expect(second.stderr()).toMatch(/ is using it\. Choose another with --data\.\n$/);
  first.child.kill("SIGKILL");
  await gone(first);
  expect((await start(folder)).port).not.toBe(0);
}, 60_000);
