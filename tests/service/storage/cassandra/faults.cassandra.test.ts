import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceCassandraConfig } from "../../../../service/contract/service-config.ts";
import { openCassandraStore } from "../../../../service/storage/cassandra/cassandra.ts";
import type { Store } from "../../../../service/storage/store.ts";
import { newKeyspace, type TestKeyspace } from "../../../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../../../support/cassandra/on-cassandra.ts";
import { storeConfig } from "../../../support/cassandra/store-config.ts";
import { cassandraSettings } from "../../../support/kask-process.ts";
import { watchOwnTime } from "../../../support/own-time.ts";
import { recordingLog } from "../../../support/recording-log.ts";
import { startTcpProxy, type TcpProxy } from "../../../support/tcp-proxy.ts";

const value = Buffer.alloc(1700, "kask");
const soon = { timeout: 120_000, interval: 10 };

describeOnCassandra("a store whose node is behind an unruly network", (cassandra) => {
  let keyspace: TestKeyspace;
  let proxy: TcpProxy;
  let stores: Store[] = [];

  beforeAll(async () => {
    keyspace = await newKeyspace(cassandra);
  });
  afterAll(() => keyspace.drop());
  beforeEach(async () => {
    proxy = await startTcpProxy(cassandra);
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
    await proxy.close();
  });

  const openAtOnce = async (
    ours: Partial<ServiceCassandraConfig> = {},
    { failFast } = { failFast: false },
  ): Promise<Store> => {
    const settings = { ...cassandraSettings(keyspace), hosts: [`127.0.0.1:${proxy.port}`] };
    const { log } = recordingLog();
    const store = await openCassandraStore(storeConfig(settings, ours), { log, failFast });
    stores.push(store);
    return store;
  };
  const open = async (ours: Partial<ServiceCassandraConfig> = {}): Promise<Store> => {
    const store = await openAtOnce(ours, { failFast: true });
    await expect.poll(() => store.stats().nodes[0]?.openConnections, soon).toBe(2);
    return store;
  };

  test("what is asked before Cassandra is reached the first time waits for it", async () => {
    proxy.stall();
    const store = await openAtOnce({ max_in_flight: 2 });
    const waiting = [store.set("early", value, 60), store.get("nothing")];
    expect(store.stats().inFlight).toBe(2);
    await expect(store.get("nothing")).rejects.toMatchObject({ kind: "overloaded" });
    proxy.resume();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(await store.get("early")).toEqual(value);
    expect(store.stats().inFlight).toBe(0);
  });

  test("what is asked before Cassandra is reached waits no longer than query_timeout_ms", async () => {
    proxy.stall();
    const store = await openAtOnce({ query_timeout_ms: 200 });
    await expect(store.get(randomUUID())).rejects.toMatchObject({
      kind: "unavailable",
      message: "still connecting to Cassandra",
    });
    expect(store.stats().inFlight).toBe(0);
  });

  test("a request whose connection breaks in the middle of its answer is answered over another", async () => {
    const store = await open();
    const key = randomUUID();
    await store.set(key, value, 60);
    // Once: the retry comes too soon to be told apart from it.
    proxy.cutAnswersOf(value.length, 1);
    expect(await store.get(key)).toEqual(value);
    expect(store.stats().retries).toBeGreaterThan(0);
    await expect.poll(() => store.stats().nodes[0]?.openConnections, soon).toBe(2);
  });

  test("a create whose connection breaks is not sent again, and its error says that it may be done", async () => {
    const store = await open();
    const key = randomUUID();
    proxy.cutAnswersOf(20, Number.POSITIVE_INFINITY);
    await expect(store.create(key, value, 60)).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/could not create: .*; the value may have been stored$/),
    });
    expect(store.stats().retries).toBe(0);
  });

  test("a node that hangs makes the store unready within two seconds, and ready when it goes on", async () => {
    const store = await open();
    await expect.poll(() => store.readiness(), soon).toEqual({ ready: true });
    const ownMs = watchOwnTime(process.pid);
    proxy.stall();
    await expect
      .poll(() => store.readiness(), soon)
      .toEqual({
        ready: false,
        reason: `Cassandra has no quorum: 0 of 1 replicas in ${keyspace.dc} answer, and 1 must`,
      });
    expect(ownMs()).toBeLessThan(2000);
    proxy.resume();
    await expect.poll(() => store.readiness(), soon).toEqual({ ready: true });
    await store.set(randomUUID(), value, 60);
  });

  test("a request that is not answered within query_timeout_ms is a timeout", async () => {
    const store = await open({ query_timeout_ms: 200 });
    proxy.stall();
    await expect(store.get(randomUUID())).rejects.toMatchObject({
      kind: "timeout",
      message: "Cassandra could not read: no answer within 200 ms",
    });
    expect(store.stats().inFlight).toBe(0);
  });

  test("more requests than max_in_flight are refused at once", async () => {
    const store = await open({ max_in_flight: 2 });
    proxy.stall();
    const waiting = [store.get(randomUUID()), store.get(randomUUID())];
    await expect(store.get(randomUUID())).rejects.toMatchObject({ kind: "overloaded" });
    expect(store.stats().inFlight).toBe(2);
    proxy.resume();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(await store.get(randomUUID())).toBeUndefined();
  });

  test("a node that is gone is told at once, and used again when it is back", async () => {
    const store = await open();
    await store.set("stays", value, 60);
    await proxy.vanish();
    await expect
      .poll(() => store.get("stays").then(String, (error: { kind: string }) => error.kind), soon)
      .toBe("unavailable");
    await expect
      .poll(() => store.readiness(), soon)
      .toEqual({ ready: false, reason: expect.stringContaining("ECONNREFUSED") });
    await proxy.appear();
    await expect.poll(() => store.readiness(), soon).toEqual({ ready: true });
    expect(await store.get("stays")).toEqual(value);
  });

  test("stores of one cluster share its connections", async () => {
    const first = await open();
    const connections = proxy.connections();
    const second = await open({ table: "values" });
    expect(proxy.connections()).toBe(connections);
    await first.close();
    await second.set(randomUUID(), value, 60);
  });

  test("what waits when the store is closed ends with an error", async () => {
    const store = await open();
    proxy.stall();
    const waiting = store.get(randomUUID());
    await store.close();
    await expect(waiting).rejects.toMatchObject({ kind: "unavailable" });
  });
});
