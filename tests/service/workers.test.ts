import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../support/cassandra/until.ts";
import { type KaskProcess, startKaskProcess } from "../support/kask-process.ts";
import { watchOwnTime } from "../support/own-time.ts";
import { ask } from "../support/running-kask.ts";

const timeoutMs = 120_000;
const endedLine = /Worker (\d+) ended with (.+); another starts in (\d+) ms/;

async function twoWorkers(settings: object = {}): Promise<KaskProcess> {
  const data = await mkdtemp(join(tmpdir(), "kask-workers-"));
  const words = ["--store", "embedded", "--data", data, "--workers", "2"];
  const kask = await startKaskProcess({ settings: { ...settings }, words });
  onTestFinished(async () => {
    await kask.close();
    await rm(data, { recursive: true });
  });
  await until(
    () => kask.lines.some((line) => line.includes("with 2 workers")),
    timeoutMs,
    () => `the second worker does not serve: ${kask.lines.join("\n")}`,
  );
  return kask;
}

async function metric(kask: KaskProcess, sample: string): Promise<number | undefined> {
  const text = (await ask(kask.port, "GET", "/metrics")).body.toString();
  const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length));
}

/** The children of the process. */
async function workerPids(kask: KaskProcess): Promise<readonly number[]> {
  const children = await readFile(`/proc/${kask.pid}/task/${kask.pid}/children`, "utf8");
  return children.trim().split(" ").filter(Boolean).map(Number);
}

test("workers answer with one voice: any of them shows the metrics of all", async () => {
  const kask = await twoWorkers();
  for (let count = 0; count < 20; count++) {
    const { status } = await ask(kask.port, "POST", `${kask.baseUri}k${count}`, { body: "four" });
    expect(status).toBe(201);
  }
  for (let count = 0; count < 4; count++) {
    expect(await metric(kask, 'http_requests_total{code="201",method="POST"}')).toBe(20);
    expect(await metric(kask, "kask_http_request_bytes_total")).toBe(80);
    expect(await metric(kask, "kask_store_ready")).toBe(1);
    expect((await ask(kask.port, "GET", "/readyz")).status).toBe(200);
  }
});

test("a worker that is killed is replaced, is told once, and what it counted stays counted, also what nobody had asked for", async () => {
  const kask = await twoWorkers();
  const posts = 'http_requests_total{code="201",method="POST"}';
  for (let count = 0; count < 10; count++) {
    await ask(kask.port, "POST", `${kask.baseUri}k${count}`, { body: "v" });
  }
  const pids = await workerPids(kask);
  // They tell every second without being asked, as far as the machine lets them.
  const watches = [kask.pid, ...pids].map((pid) => watchOwnTime(pid));
  await until(
    () => watches.every((ownMs) => ownMs() > 2500),
    timeoutMs,
    () => "no time passes",
  );
  const [victim = 0] = pids;
  process.kill(victim, "SIGKILL");
  await until(
    async () => {
      const now = await workerPids(kask);
      return now.length === 2 && !now.includes(victim);
    },
    timeoutMs,
    () => "nobody came in its place",
  );
  const told = kask.lines.flatMap((line) => endedLine.exec(line)?.slice(1) ?? []);
  expect(told).toEqual([String(victim), "signal SIGKILL", "100"]);
  expect((await ask(kask.port, "GET", `${kask.baseUri}k1`)).body.toString()).toBe("v");
  expect(await metric(kask, posts)).toBe(10);
});

test("workers whose primary was killed go without a word", async () => {
  const kask = await twoWorkers();
  const pids = await workerPids(kask);
  const before = kask.lines.length;
  // When they run again they have counts to tell, and nobody to hear them.
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    process.kill(kask.pid, "SIGKILL");
    const ownMs = watchOwnTime(process.pid);
    await until(
      () => ownMs() > 1500,
      timeoutMs,
      () => "no time passes",
    );
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
  await until(
    () => kask.exitCode() !== undefined,
    timeoutMs,
    () => "workers stay",
  );
  expect(kask.lines.slice(before)).toEqual([]);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s to the whole group lets a running request finish, and ends all with exit code 0",
  async (signal) => {
    const kask = await twoWorkers();
    const pids = await workerPids(kask);
    const request = await startedPost(kask);
    // As a terminal does, and systemd.
    for (const pid of [...pids, kask.pid]) process.kill(pid, signal);
    await until(
      () => kask.lines.some((line) => line.includes(`Stopping (${signal})`)),
      timeoutMs,
      () => kask.lines.join("\n"),
    );
    expect(await request.finish()).toContain("HTTP/1.1 201 Created");
    await until(
      () => kask.exitCode() !== undefined,
      timeoutMs,
      () => kask.lines.join("\n"),
    );
    expect(kask.exitCode()).toBe(0);
    expect(kask.lines.filter((line) => line.includes("ended with"))).toEqual([]);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  },
);

/** A POST of which the server has the head, and not yet the body. */
async function startedPost(kask: KaskProcess): Promise<{ finish(): Promise<string> }> {
  const socket = connect(kask.port, "127.0.0.1");
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk;
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => {});
  const continued = new Promise((resolve) => socket.once("data", resolve));
  socket.write(
    `POST ${kask.baseUri}k HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`,
  );
  await continued;
  return {
    async finish() {
      socket.write("ok");
      await closed;
      return heard;
    },
  };
}

test("what the first worker cannot do is told as by one process, and ends it", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void blocker.close());
  const address = blocker.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const started = twoWorkers({ listen_port: port });
  await expect(started).rejects.toThrow(
    `kask: cannot listen on 127.0.0.1:${port}: the port is taken by another program. Try --listen.`,
  );
});
