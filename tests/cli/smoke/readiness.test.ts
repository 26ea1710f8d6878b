import { describe, expect, test } from "vitest";
import type { SmokeTarget } from "../../../cli/smoke/check.ts";
import { CouldNotAsk } from "../../../cli/smoke/could-not-ask.ts";
import type { KaskClient } from "../../../cli/smoke/http-client.ts";
import { waitUntilReady } from "../../../cli/smoke/readiness.ts";
import type { Outcome } from "../../../cli/ssh/transport.ts";
import { fakeClock, targetOnHost } from "./smoke-support.ts";

const timeoutMs = 180_000;

const reasons = [{ reason: "no quorum in eqiad" }, { store: "echo", reason: "no table" }];

/** A Kask of Wikimedia's, whose /healthz answers in this order, the last one again and again. */
function client(...answers: readonly (number | "away")[]): KaskClient {
  return clientWith(answers, [404]);
}

function clientWith(
  healthz: readonly (number | "away")[],
  readyz: readonly (number | "away")[],
): KaskClient {
  const asks = { "/healthz": 0, "/readyz": 0 };
  return {
    async ask({ path }) {
      if (path !== "/healthz" && path !== "/readyz") throw new Error(`asked for ${path}`);
      const answers = path === "/healthz" ? healthz : readyz;
      const asked = asks[path]++;
      const status = answers[Math.min(asked, answers.length - 1)] ?? "away";
      if (status === "away") throw new CouldNotAsk("GET /healthz got no answer: refused");
      const said = path === "/readyz" ? JSON.stringify({ ready: false, reasons }) : "Unavailable";
      const body = Buffer.from(said);
      return { status, headers: {}, body, durationMs: 1, requestId: "id" };
    },
    close: async () => {},
  };
}

/** What systemd says of the unit, in this order. */
function target(...restarts: readonly (number | Outcome)[]): SmokeTarget {
  return targetWithLog("", ...restarts);
}

/** The same, of a service that logs. */
function targetWithLog(log: string, ...restarts: readonly (number | Outcome)[]): SmokeTarget {
  let asked = 0;
  return targetOnHost(async ({ purpose }) => {
    if (/log/.test(purpose)) return { kind: "exited", exitCode: 0, stdout: log, stderr: "" };
    const now = restarts[Math.min(asked++, restarts.length - 1)] ?? 0;
    if (typeof now !== "number") return now;
    const stdout = `ActiveState=activating\nSubState=auto-restart\nNRestarts=${now}\n`;
    return { kind: "exited", exitCode: 0, stdout, stderr: "" };
  });
}

function wait(kask: KaskClient, where: SmokeTarget, clock = fakeClock()) {
  const { signal } = new AbortController();
  return waitUntilReady(kask, where, { clock, signal }, timeoutMs);
}

describe("waiting for a Kask", () => {
  test("ends with its third answer in a row", async () => {
    expect(await wait(client("away", 200, 200, 500, 200), target(0))).toMatchObject({
      ready: true,
      attempts: 7,
    });
  });

  test("waits for one of ours until it says that it is ready", async () => {
    const found = await wait(clientWith([200], [503, 503, 200]), target(0));
    expect(found).toMatchObject({ ready: true, attempts: 5 });
  });

  test("tells why one that answers is not ready", async () => {
    expect(await wait(clientWith([200], [503]), target(0))).toMatchObject({
      ready: false,
      answered: true,
      last: "GET /readyz answered 503: no quorum in eqiad; no table",
    });
  });

  test("is given up when systemd has restarted it twice meanwhile", async () => {
    const clock = fakeClock();
    const found = await wait(client("away"), target(7, 7, 8, 8, 9), clock);
    expect(found).toMatchObject({ ready: false, attempts: 5, restarts: 2, answered: false });
    expect(clock.now()).toBeLessThan(timeoutMs);
  });

  test("goes on for as long as the service restarts because Cassandra is not up", async () => {
    const clock = fakeClock();
    const log =
      '{"level":"FATAL","msg":"Error connecting to Cassandra: gocql: no hosts available"}\n';
    expect(await wait(client("away"), targetWithLog(log, 0, 1, 2, 3), clock)).toMatchObject({
      ready: false,
      restarts: 3,
    });
    expect(clock.now()).toBe(timeoutMs);
  });

  test("is given up as well when somebody started the unit anew, which counts from 0", async () => {
    expect(await wait(client("away"), target(9, 0, 1, 2))).toMatchObject({ attempts: 4 });
  });

  test("does not count the restarts from before", async () => {
    const clock = fakeClock();
    expect(await wait(client("away"), target(9, 10), clock)).toMatchObject({ ready: false });
    expect(clock.now()).toBe(timeoutMs);
  });

  test("goes on where the host cannot be asked for restarts", async () => {
    const clock = fakeClock();
    const lost: Outcome = { kind: "lost", detail: "gone", stdout: "" };
    expect(await wait(client(503), target(lost), clock)).toMatchObject({
      ready: false,
      answered: true,
      last: "GET /healthz answered 503",
    });
    expect(clock.now()).toBe(timeoutMs);
  });

  test("pauses ever longer, up to 5 s", async () => {
    const clock = fakeClock();
    await wait(client("away"), target(0), clock);
    const [first = 0, ...later] = clock.sleptMs;
    expect(first).toBeLessThanOrEqual(400);
    expect(Math.max(...later)).toBeLessThanOrEqual(5000);
    expect(Math.max(...later)).toBeGreaterThan(1000);
  });
});
