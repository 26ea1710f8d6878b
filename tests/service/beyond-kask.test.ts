import { expect, onTestFinished, test } from "vitest";
import { type Store, StoreError, type StoreErrorKind } from "../../service/storage/store.ts";
import { type RunningKask, startKask } from "../support/running-kask.ts";

async function kaskForThisTest(...how: Parameters<typeof startKask>): Promise<RunningKask> {
  const kask = await startKask(...how);
  onTestFinished(() => kask.close());
  return kask;
}

const ifNoneMatch = { "if-none-match": "*" };

test("a conditional POST stores where nothing is, and keeps what is there", async () => {
  const kask = await kaskForThisTest();
  const first = await kask.ask("POST", "/v1/a", { body: "first", headers: ifNoneMatch });
  const second = await kask.ask("POST", "/v1/a", { body: "second", headers: ifNoneMatch });
  expect([first.status, second.status]).toEqual([201, 412]);
  expect(JSON.parse(second.body.toString())).toMatchObject({
    title: "Precondition failed",
    instance: "/v1/a",
  });
  expect((await kask.ask("GET", "/v1/a")).body.toString()).toBe("first");
});

test("of conditional POSTs at once exactly one stores", async () => {
  const kask = await kaskForThisTest();
  const bodies = Array.from({ length: 20 }, (_, index) => `body ${index}`);
  const answers = await Promise.all(
    bodies.map((body) => kask.ask("POST", "/v1/a", { body, headers: ifNoneMatch })),
  );
  const winners = bodies.filter((_, index) => answers[index]?.status === 201);
  expect(winners).toHaveLength(1);
  expect((await kask.ask("GET", "/v1/a")).body.toString()).toBe(winners[0]);
});

test("an If-None-Match that names a version is passed over, since values have none", async () => {
  const kask = await kaskForThisTest();
  const headers = { "if-none-match": '"v1"' };
  await kask.ask("POST", "/v1/a", { body: "first" });
  expect((await kask.ask("POST", "/v1/a", { body: "second", headers })).status).toBe(201);
  expect((await kask.ask("GET", "/v1/a")).body.toString()).toBe("second");
});

test.each([["1"], ["60"], ["630720000"]])(
  "Kask-TTL: %s is the value's time to live",
  async (ttl) => {
    const times: number[] = [];
    const kask = await kaskForThisTest(
      {},
      {
        wrap: (store) => ({
          ...store,
          set: (key, value, ttlSeconds) => {
            times.push(ttlSeconds);
            return store.set(key, value, ttlSeconds);
          },
        }),
      },
    );
    const answer = await kask.ask("POST", "/v1/a", { body: "v", headers: { "kask-ttl": ttl } });
    expect(answer.status).toBe(201);
    expect(times).toEqual([Number(ttl)]);
  },
);

test.each([["0"], ["-1"], ["1.5"], ["forever"], ["630720001"], ["9999999999"], [""], ["1, 2"]])(
  "Kask-TTL: %j is refused, and nothing is stored",
  async (ttl) => {
    const kask = await kaskForThisTest();
    const answer = await kask.ask("POST", "/v1/a", { body: "v", headers: { "kask-ttl": ttl } });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain(
      "Kask-TTL must be a whole number of seconds from 1 to 630720000",
    );
    expect((await kask.ask("GET", "/v1/a")).status).toBe(404);
  },
);

test("a body of the limit is stored, and one byte more is answered with 413", async () => {
  const kask = await kaskForThisTest();
  const body = Buffer.alloc(10 * 1024 * 1024, "x");
  expect((await kask.ask("POST", "/v1/a", { body })).status).toBe(201);
  const longer = await kask.ask("POST", "/v1/b", { body: Buffer.concat([body, Buffer.from("y")]) });
  expect(longer.status).toBe(413);
  expect(longer.body.toString()).toContain(
    "The value is longer than this server stores: 10485760 bytes at most",
  );
  expect((await kask.ask("GET", "/v1/b")).status).toBe(404);
  expect((await kask.ask("GET", "/v1/a")).body.equals(body)).toBe(true);
});

test("a chunked body that grows too long is answered with 413 as well", async () => {
  const kask = await kaskForThisTest();
  const body = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
  const headers = { "transfer-encoding": "chunked" };
  expect((await kask.ask("POST", "/v1/a", { body, headers })).status).toBe(413);
});

function failingWith(kind: StoreErrorKind) {
  return (store: Store): Store => {
    const fail = () => Promise.reject(new StoreError("no", { kind }));
    return { ...store, get: fail, set: fail, create: fail, delete: fail };
  };
}

test.each([
  ["overloaded", 503, "1"],
  ["unavailable", 500, undefined],
  ["timeout", 500, undefined],
  ["failed", 500, undefined],
] as const)("a store that is %s makes %i", async (kind, status, retryAfter) => {
  const kask = await kaskForThisTest({}, { wrap: failingWith(kind) });
  for (const method of ["GET", "POST", "DELETE"]) {
    const answer = await kask.ask(method, "/v1/a", method === "POST" ? { body: "v" } : {});
    expect(answer.status).toBe(status);
    expect(answer.headers["retry-after"]).toBe(retryAfter);
  }
  const metrics = (await kask.ask("GET", "/metrics")).body.toString();
  expect(metrics).toContain(
    `kask_store_duration_seconds_count{operation="get",outcome="${kind}"} 1`,
  );
});

test("/readyz says yes while the store does, and else why not", async () => {
  let isReady = true;
  const kask = await kaskForThisTest(
    {},
    {
      wrap: (store) => ({
        ...store,
        readiness: () => (isReady ? { ready: true } : { ready: false, reason: "no quorum" }),
      }),
    },
  );
  const ready = await kask.ask("GET", "/readyz");
  expect([ready.status, JSON.parse(ready.body.toString())]).toEqual([200, { ready: true }]);
  isReady = false;
  const unready = await kask.ask("GET", "/readyz");
  expect(unready.status).toBe(503);
  expect(JSON.parse(unready.body.toString())).toEqual({
    ready: false,
    reasons: [{ reason: "no quorum" }],
  });
  expect((await kask.ask("GET", "/metrics")).body.toString()).toContain("kask_store_ready 0");
});

test("log lines of a request carry the trace of a valid traceparent, and of no other", async () => {
  const kask = await kaskForThisTest({}, { wrap: failingWith("failed") });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await kask.ask("GET", "/v1/a", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  await kask.ask("GET", "/v1/a", {
    headers: { traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` },
  });
  const lines = kask.logLines
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === "ERROR");
  expect(lines.map((line) => line["trace.id"])).toEqual([traceId, undefined]);
});

test("bytes of values are counted on their way in and out", async () => {
  const kask = await kaskForThisTest();
  await kask.ask("POST", "/v1/a", { body: "12345" });
  await kask.ask("GET", "/v1/a");
  await kask.ask("GET", "/v1/a");
  const metrics = (await kask.ask("GET", "/metrics")).body.toString();
  expect(metrics).toContain("kask_http_request_bytes_total 5");
  expect(metrics).toContain("kask_http_response_bytes_total 10");
});
