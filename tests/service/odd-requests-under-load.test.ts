import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../support/cassandra/until.ts";
import { type KaskProcess, startKaskProcess } from "../support/kask-process.ts";
import { ask } from "../support/running-kask.ts";

const idleCount = 1_000;
const abuseCount = 500;
const settleTimeoutMs = 120_000;

/** Our Kask as a program, on the embedded store. */
async function startProgram(): Promise<KaskProcess> {
  const data = await mkdtemp(join(tmpdir(), "kask-odd-"));
  const words = ["--store", "embedded", "--data", data];
  const kask = await startKaskProcess({ settings: { log_level: "error" }, words });
  onTestFinished(async () => {
    await kask.close();
    await rm(data, { recursive: true });
  });
  return kask;
}

function socketsOf({ pid }: KaskProcess): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Without what is mapped: pages of the store's file come and go. */
function residentMegabytes({ pid }: KaskProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1]) / 1_000;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => resolve(socket));
    socket.on("error", reject);
  });
}

async function expectAlive(kask: KaskProcess): Promise<void> {
  const path = `${kask.baseUri}alive`;
  expect((await ask(kask.port, "POST", path, { body: "v" })).status).toBe(201);
  expect((await ask(kask.port, "GET", path)).body.toString()).toBe("v");
}

/** Waits until the program has as few open files as before. */
function untilNoMoreThan(kask: KaskProcess, before: number): Promise<void> {
  return until(
    () => socketsOf(kask) <= before,
    settleTimeoutMs,
    () => `${socketsOf(kask)} open files instead of ${before}`,
  );
}

const head = (kask: KaskProcess, key: string): string =>
  `POST ${kask.baseUri}${key} HTTP/1.1\r\nHost: kask\r\n`;

test("a thousand idle connections leave room for a request, and no file behind them", async () => {
  const kask = await startProgram();
  await expectAlive(kask);
  const before = socketsOf(kask);
  const idle = await Promise.all(Array.from({ length: idleCount }, () => open(kask.port)));
  await until(
    () => socketsOf(kask) >= idleCount,
    settleTimeoutMs,
    () => "not all were taken",
  );
  await expectAlive(kask);
  for (const socket of idle) socket.destroy();
  await untilNoMoreThan(kask, before);
});

test.each([
  ["in the middle of a head", (kask: KaskProcess) => head(kask, "k").slice(0, 20)],
  ["before a body", (kask: KaskProcess) => `${head(kask, "k")}Content-Length: 9\r\n\r\n`],
  [
    "in the middle of a body",
    (kask: KaskProcess) => `${head(kask, "k")}Content-Length: 9\r\n\r\nval`,
  ],
  [
    "in the middle of a chunk",
    (kask: KaskProcess) => `${head(kask, "k")}Transfer-Encoding: chunked\r\n\r\n9\r\nval`,
  ],
  [
    "behind ten requests, before their answers",
    (kask: KaskProcess) => `GET ${kask.baseUri}k HTTP/1.1\r\nHost: kask\r\n\r\n`.repeat(10),
  ],
])("clients that reset %s leave nothing open, and nothing half stored", async (_where, bytes) => {
  const kask = await startProgram();
  await expectAlive(kask);
  const before = socketsOf(kask);
  for (let sent = 0; sent < abuseCount; sent++) {
    const socket = await open(kask.port);
    await new Promise<void>((resolve) => socket.write(bytes(kask), () => resolve()));
    socket.resetAndDestroy();
  }
  await untilNoMoreThan(kask, before);
  await expectAlive(kask);
  expect((await ask(kask.port, "GET", `${kask.baseUri}k`)).status).toBe(404);
  expect(kask.exitCode()).toBeUndefined();
});

test("clients that send a byte now and then keep nobody else waiting", async () => {
  const kask = await startProgram();
  const slow = await Promise.all(Array.from({ length: 100 }, () => open(kask.port)));
  for (const byte of head(kask, "k")) {
    for (const socket of slow) socket.write(byte);
    await ask(kask.port, "GET", "/healthz");
  }
  await expectAlive(kask);
  const answers = slow.map(
    (socket) =>
      new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString()))),
  );
  for (const socket of slow) socket.write("Content-Length: 1\r\n\r\nv");
  const statuses = (await Promise.all(answers)).map((answer) => answer.split("\r\n", 1)[0]);
  expect(new Set(statuses)).toEqual(new Set(["HTTP/1.1 201 Created"]));
  for (const socket of slow) socket.destroy();
});

/** Sends requests at once, ends its side, and gives the number of answers when the other side ends, too. */
function pipeline(socket: Socket, requests: readonly string[], heard: () => void): Promise<number> {
  return new Promise((resolve) => {
    let answers = 0;
    let rest = "";
    socket.on("data", (data) => {
      const parts = (rest + data.toString("latin1")).split("HTTP/1.1 201");
      answers += parts.length - 1;
      rest = (parts.at(-1) ?? "").slice(-11);
      heard();
    });
    socket.on("close", () => resolve(answers));
    for (const request of requests) socket.write(request);
    socket.end();
  });
}

test("what clients send faster than it is answered is not all kept in memory", async () => {
  const kask = await startProgram();
  await expectAlive(kask);
  const start = head(kask, "k");
  // A write takes longer than reading 20 KB does; all together are 400 MB.
  const request = `${start}X-Long: ${"v".repeat(20_000)}\r\nContent-Length: 1\r\n\r\nv`;
  const before = residentMegabytes(kask);
  let most = before;
  const look = (): void => {
    most = Math.max(most, residentMegabytes(kask));
  };
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open(kask.port)));
  const answers = sockets.map((socket) => pipeline(socket, Array(1_000).fill(request), look));
  expect(await Promise.all(answers)).toEqual(Array(20).fill(1_000));
  expect(most - before).toBeLessThan(150);
  await expectAlive(kask);
});

test("answers that a client does not read are not made before it does", async () => {
  const kask = await startProgram();
  await expectAlive(kask);
  const path = `${kask.baseUri}long`;
  const value = Buffer.alloc(1_000_000, "v");
  const count = 400;
  expect((await ask(kask.port, "POST", path, { body: value })).status).toBe(201);
  const before = residentMegabytes(kask);
  const socket = (await open(kask.port)).pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: kask\r\n\r\n`.repeat(count));
  // Each of these comes behind some of those.
  for (let asked = 0; asked < count; asked++) await ask(kask.port, "GET", "/healthz");
  expect(residentMegabytes(kask) - before).toBeLessThan(100);
  let lengthBytes = 0;
  await new Promise<void>((resolve) => {
    socket.on("data", (data) => {
      lengthBytes += data.length;
      if (lengthBytes > count * value.length) resolve();
    });
    socket.resume();
  });
  socket.destroy();
  await expectAlive(kask);
});
