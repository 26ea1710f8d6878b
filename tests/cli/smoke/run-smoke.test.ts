import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { checks } from "../../../cli/smoke/checks/index.ts";
import { openKeyJournal } from "../../../cli/smoke/key-journal.ts";
import { smokeExitCode } from "../../../cli/smoke/smoke-exit-code.ts";
import { cleanUpRun } from "../../../cli/smoke/smoke-keys.ts";
import { type RealKask, startKask } from "./real-kask.ts";
import { fakeClock, journalsIn, newStateFolder, runId, smoke, targetAt } from "./smoke-support.ts";
import { type Spoil, startSpoiledKask } from "./spoiled-kask.ts";

let kask: RealKask;
beforeAll(async () => {
  kask = await startKask();
});
afterAll(() => kask.close());

async function spoiledTarget(spoil: Spoil) {
  const double = await startSpoiledKask(kask.origin, spoil);
  onTestFinished(() => double.close());
  return targetAt(double.origin);
}

/** Keys of the run that the store still holds. */
async function leftInStore(): Promise<readonly string[]> {
  const found = await Promise.all(kask.stored.map((key) => kask.store.get(key)));
  return kask.stored.filter((_, index) => found[index] !== undefined);
}

describe("a smoke run", () => {
  test("answers healthz first, then HTTP by name, then the host's as skipped for a URL", async () => {
    const answers = await smoke(targetAt(kask.origin));
    expect(answers.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "healthz pass",
      "bad-method pass",
      "binary pass",
      "crud pass",
      "delete-idempotent pass",
      "problems pass",
      "config-drift skip",
      "image-tag skip",
      "unit skip",
    ]);
    expect(smokeExitCode(answers)).toBe(0);
  });

  test("says how long each operation took", async () => {
    const [answer] = await smoke(targetAt(kask.origin), { only: ["crud"] });
    const latency = { p50: expect.any(Number), p90: expect.any(Number), p99: expect.any(Number) };
    expect(answer?.data?.["latency_ms"]).toMatchObject({
      create: { n: 2, ...latency },
      read: { n: 3, ...latency },
      delete: { n: 1, ...latency },
    });
  });

  test("uses keys that name the run and no other", async () => {
    const before = kask.stored.length;
    await smoke(targetAt(kask.origin));
    const used = kask.stored.slice(before);
    expect(used.length).toBeGreaterThan(0);
    for (const key of used) expect(key).toMatch(/^kaskctl:smoke:20261122-7q2f:\d+$/u);
  });

  test("refuses an unknown check and asks nothing", async () => {
    await expect(smoke(targetAt("http://127.0.0.1:1"), { only: ["crudd"] })).rejects.toMatchObject({
      code: "unknown-check",
      hint: "Did you mean crud?",
    });
  });

  test("read-only stores nothing, yet asks for a missing key", async () => {
    const before = kask.stored.length;
    const seen: string[] = [];
    const target = await spoiledTarget(({ method, path }) => {
      seen.push(`${method} ${path}`);
      return undefined;
    });
    const stateFolder = await newStateFolder();
    const answers = await smoke(target, { readOnly: true }, { stateFolder });
    expect(answers.filter(({ status }) => status === "pass").map(({ id }) => id)).toEqual([
      "healthz",
      "problems",
    ]);
    expect(new Set(seen.map((line) => line.split(" ")[0]))).toEqual(new Set(["GET"]));
    expect(seen).toContain(`GET /sessions/v1/kaskctl:smoke:${runId}:1`);
    expect(kask.stored.length).toBe(before);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });
});

describe("keys", () => {
  test("are gone after a run that went well, and so is the journal", async () => {
    const stateFolder = await newStateFolder();
    await smoke(targetAt(kask.origin), {}, { stateFolder });
    expect(await leftInStore()).toEqual([]);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });

  test("are gone after a check that failed between storing and deleting", async () => {
    const stateFolder = await newStateFolder();
    const target = await spoiledTarget(({ method, status }) =>
      method === "GET" && status === 200 ? { body: Buffer.from("x") } : undefined,
    );
    const [, answer] = await smoke(target, { only: ["healthz", "binary"] }, { stateFolder });
    expect(answer?.status).toBe("fail");
    expect(await leftInStore()).toEqual([]);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });

  test("are gone after Ctrl-C", async () => {
    const stateFolder = await newStateFolder();
    const ctrlC = new AbortController();
    const target = await spoiledTarget(({ method }) => {
      if (method === "POST") ctrlC.abort();
      return undefined;
    });
    const before = kask.stored.length;
    await expect(
      smoke(target, { only: ["crud"] }, { stateFolder, world: { signal: ctrlC.signal } }),
    ).rejects.toMatchObject({ code: "interrupted", message: expect.stringContaining("No key") });
    expect(kask.stored.length).toBe(before + 1);
    expect(await leftInStore()).toEqual([]);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });

  test("are noted with mode 0600 before they are stored", async () => {
    const stateFolder = await newStateFolder();
    const noted: unknown[] = [];
    const target = await spoiledTarget(({ method, path }) => {
      if (method === "POST") noted.push(path);
      return undefined;
    });
    const journal = openKeyJournal(stateFolder, runId);
    const found: string[] = [];
    const file = join(stateFolder, "smoke", `${runId}.keys`);
    const watched = await startSpoiledKask(target.origin, () => undefined);
    onTestFinished(() => watched.close());
    // The real Kask is asked what the journal holds at the moment in which it stores.
    const set = kask.store.set.bind(kask.store);
    Object.assign(kask.store, {
      async set(key: string, value: Uint8Array, ttlSeconds: number) {
        expect((await journal.places()).get(watched.origin)).toContain(key);
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        found.push(key);
        await set(key, value, ttlSeconds);
      },
    });
    onTestFinished(() => void Object.assign(kask.store, { set }));
    const answers = await smoke(targetAt(watched.origin), { only: ["crud"] }, { stateFolder });
    expect(answers).toMatchObject([{ status: "pass" }]);
    expect(found.length).toBe(2);
  });

  test("that cannot be deleted are told, stay noted, and go with --cleanup of the same place", async () => {
    let recovered = false;
    const stateFolder = await newStateFolder();
    const target = await spoiledTarget(({ method, path }) => {
      if (recovered || path === "/healthz") return undefined;
      if (method === "DELETE") return { status: 500 };
      return method === "GET" ? { status: 200 } : undefined;
    });
    const answers = await smoke(target, { only: ["crud"] }, { stateFolder });
    const key = `kaskctl:smoke:${runId}:1`;
    await kask.store.set(key, Buffer.from("left"), 60);
    expect(answers.find(({ id }) => id === "clean-up")).toMatchObject({
      status: "error",
      data: { keys: [key] },
    });
    expect(await journalsIn(stateFolder)).toEqual([`${runId}.keys`]);
    const journal = openKeyJournal(stateFolder, runId);
    expect(await journal.places()).toEqual(new Map([[target.origin, [key]]]));
    expect(await cleanUpRun(targetAt(kask.origin), journal)).toEqual({ noted: 0, left: [] });
    recovered = true;
    expect(await cleanUpRun(target, journal)).toEqual({ noted: 1, left: [] });
    expect(await leftInStore()).toEqual([]);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });

  test("that were never stored are not called left behind", async () => {
    const stateFolder = await newStateFolder();
    const elsewhere = { ...targetAt(kask.origin), baseUri: "/elsewhere/" };
    const answers = await smoke(elsewhere, { only: ["crud"] }, { stateFolder });
    expect(answers).toMatchObject([
      { id: "crud", status: "fail", actual: expect.stringMatching(/^404/u) },
    ]);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });

  test.each(["20261122-none", "../../etc/passwd", ""])(
    "of run %j are unknown to --cleanup",
    async (run) => {
      const stateFolder = await newStateFolder();
      await expect(
        (async () => cleanUpRun(targetAt(kask.origin), openKeyJournal(stateFolder, run)))(),
      ).rejects.toMatchObject({ code: "unknown-run" });
    },
  );
});

describe("a request that the network lost", () => {
  test.each([
    { method: "GET", check: "crud" },
    { method: "DELETE", check: "delete-idempotent" },
  ])(
    "is asked once more where it is a $method, and the answer warns",
    async ({ method, check }) => {
      let cuts = 0;
      const target = await spoiledTarget((passing) =>
        passing.method === method && passing.path.startsWith("/sessions/") && cuts++ === 0
          ? "cut"
          : undefined,
      );
      const [answer] = await smoke(target, { only: [check] });
      expect(answer).toMatchObject({
        status: "warn",
        actual: expect.stringContaining("got no answer"),
        data: { flaky: [expect.stringContaining(`${method} /sessions/v1/kaskctl:smoke:`)] },
      });
      expect(smokeExitCode([{ status: "warn" }])).toBe(0);
    },
  );

  test("is not asked a third time", async () => {
    const target = await spoiledTarget(({ path, method }) =>
      method === "GET" && path.startsWith("/sessions/") ? "cut" : undefined,
    );
    const [answer] = await smoke(target, { only: ["problems"] });
    expect(answer).toMatchObject({ status: "error", repeat: expect.stringContaining("curl") });
    expect(smokeExitCode([{ status: "error" }])).toBe(5);
  });

  test("is never asked again where it is a POST, and its key is deleted all the same", async () => {
    const posts: string[] = [];
    const stateFolder = await newStateFolder();
    const target = await spoiledTarget(({ method, path }) => {
      if (method !== "POST") return undefined;
      posts.push(path);
      return "cut";
    });
    const [answer] = await smoke(target, { only: ["crud"] }, { stateFolder });
    expect(answer).toMatchObject({ id: "crud", status: "error" });
    expect(posts).toEqual([`/sessions/v1/kaskctl:smoke:${runId}:1`]);
    expect(await leftInStore()).toEqual([]);
    expect(await journalsIn(stateFolder)).toEqual([]);
  });
});

describe("readiness", () => {
  test("waits for three good answers in a row", async () => {
    const clock = fakeClock();
    const statuses = [503, 200, 200, 503, 200, 200, 200, 200];
    let asked = 0;
    const target = await spoiledTarget(({ path }) =>
      path === "/healthz" ? { status: statuses[asked++] ?? 200 } : undefined,
    );
    const [answer] = await smoke(target, { only: ["healthz"] }, { world: { clock } });
    expect(answer?.status).toBe("pass");
    expect(asked).toBe(8);
    expect(clock.sleptMs).toHaveLength(6);
  });

  test("gives up at the deadline, says why and skips what needs Kask", async () => {
    const clock = fakeClock();
    const answers = await smoke(targetAt("http://127.0.0.1:9"), {}, { world: { clock } });
    expect(answers[0]).toMatchObject({
      id: "healthz",
      status: "error",
      actual: expect.stringMatching(/^not within 180 s and \d+ tries; last: GET \/healthz got no/u),
      repeat: expect.stringContaining("http://127.0.0.1:9/healthz"),
    });
    const http = checks.filter(({ layer, id }) => layer === "http" && id !== "healthz");
    for (const { id } of http) {
      expect(answers).toContainEqual(
        expect.objectContaining({ id, status: "skip", actual: "Kask did not become ready" }),
      );
    }
    expect(smokeExitCode(answers)).toBe(5);
  });

  test("pauses longer and longer, never above 5 s", async () => {
    const clock = fakeClock();
    await smoke(targetAt("http://127.0.0.1:9"), {}, { world: { clock } });
    const bound = (index: number) => Math.min(5000, 250 * 1.6 ** (index + 1));
    clock.sleptMs.forEach((pauseMs, index) => {
      expect(pauseMs).toBeLessThanOrEqual(bound(index));
    });
    expect(Math.max(...clock.sleptMs)).toBeGreaterThan(1000);
  });

  test("calls a Kask that answers wrongly to the end a failure", async () => {
    const target = await spoiledTarget(({ path }) =>
      path === "/healthz" ? { status: 503 } : undefined,
    );
    const answers = await smoke(target);
    expect(answers[0]).toMatchObject({ id: "healthz", status: "fail" });
    expect(smokeExitCode(answers)).toBe(1);
  });
});
