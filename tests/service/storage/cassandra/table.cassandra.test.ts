import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTable, quoteIdentifier } from "../../../../service/contract/table.ts";
import { openCassandraStore } from "../../../../service/storage/cassandra/cassandra.ts";
import type { Store } from "../../../../service/storage/store.ts";
import { newKeyspace, type TestKeyspace } from "../../../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../../../support/cassandra/on-cassandra.ts";
import { storeConfig } from "../../../support/cassandra/store-config.ts";
import { cassandraSettings } from "../../../support/kask-process.ts";
import { recordingLog } from "../../../support/recording-log.ts";

const value = Buffer.from("a value");
const soon = { timeout: 120_000, interval: 20 };

describeOnCassandra("a store and its table", (cassandra) => {
  let keyspace: TestKeyspace;
  let store: Store | undefined;
  let lines: readonly string[] = [];

  beforeAll(async () => {
    keyspace = await newKeyspace(cassandra);
  });
  afterAll(() => keyspace.drop());
  afterEach(() => store?.close());

  const open = async (settings: object, failFast: boolean): Promise<Store> => {
    const recorded = recordingLog();
    lines = recorded.lines;
    const config = storeConfig({ ...cassandraSettings(keyspace), ...settings });
    store = await openCassandraStore(config, { log: recorded.log, failFast });
    return store;
  };
  const ttlOf = async (key: string): Promise<number | null> => {
    const table = `${quoteIdentifier(keyspace.name)}."values"`;
    const cql = `SELECT TTL(value) AS ttl FROM ${table} WHERE key = ?`;
    const { rows } = await keyspace.client.execute(cql, [key], { prepare: true });
    return rows[0]?.["ttl"] as number | null;
  };

  test("keeps the time to live in seconds, and 0 for ever", async () => {
    const opened = await open({}, true);
    const [set, created, forever] = [randomUUID(), randomUUID(), randomUUID()];
    await opened.set(set, value, 3600);
    await opened.create(created, value, 7200);
    await opened.set(forever, value, 0);
    expect(await ttlOf(set)).toSatisfy((ttl: number) => ttl > 3500 && ttl <= 3600);
    expect(await ttlOf(created)).toSatisfy((ttl: number) => ttl > 7100 && ttl <= 7200);
    expect(await ttlOf(forever)).toBeNull();
  });

  test("creates only where nothing is, and what was there stays as it is", async () => {
    const opened = await open({}, true);
    const key = randomUUID();
    expect(await opened.create(key, value, 60)).toBe(true);
    expect(await opened.create(key, Buffer.from("another"), 60)).toBe(false);
    expect(await opened.get(key)).toEqual(value);
    await opened.delete(key);
    expect(await opened.create(key, Buffer.from("another"), 60)).toBe(true);
    await opened.set(key, Buffer.from("later"), 60);
    expect(await opened.get(key)).toEqual(Buffer.from("later"));
  });

  test("of several who create at the same time, at most one is told that it did", async () => {
    const opened = await open({}, true);
    const key = randomUUID();
    const tries = await Promise.allSettled(
      ["a", "b", "c"].map((name) => opened.create(key, Buffer.from(name), 60)),
    );
    const told = tries.flatMap((each, at) =>
      each.status === "fulfilled" && each.value ? [at] : [],
    );
    expect(told.length).toBeLessThanOrEqual(1);
    const stored = (await opened.get(key))?.toString() ?? "";
    if (told.length === 1) expect(stored).toBe("abc"[told[0] ?? 0]);
  });

  test("an error of Cassandra's is told without the key", async () => {
    const opened = await open({}, true);
    const key = randomUUID();
    await expect(opened.set(key, value, 630_720_001)).rejects.toThrow(
      /^Cassandra could not write: invalid request \(ttl is too large/,
    );
    await expect(opened.set(key.repeat(2000), value, 1)).rejects.not.toThrow(key);
  });

  test("a table that is dropped and made again is used again, and its lack is told in one line", async () => {
    const opened = await open({}, true);
    await opened.set("before", value, 60);
    await keyspace.client.execute(`DROP TABLE ${quoteIdentifier(keyspace.name)}."values"`);
    const missing = `the table ${keyspace.name}.values is missing; kask schema --apply makes it`;
    await expect
      .poll(() => opened.get("before").catch((error: Error) => error.message), soon)
      .toBe(missing);
    expect(opened.readiness()).toEqual({ ready: false, reason: missing });
    const told = () => lines.filter((line) => line.includes("is missing"));
    await expect.poll(() => told().length, soon).toBe(1);
    await keyspace.client.execute(createTable(keyspace.name, "values"));
    await expect.poll(() => opened.readiness(), soon).toEqual({ ready: true });
    await opened.set("after", value, 60);
    expect(await opened.get("after")).toEqual(value);
    expect(told()).toHaveLength(1);
  });

  test("a keyspace that is missing is named, and used once it is there", async () => {
    const later = `later_${randomUUID().slice(0, 8)}`;
    const missing = `the keyspace ${later} is missing; kask schema --apply makes it`;
    await expect(open({ keyspace: later }, true)).rejects.toThrow(missing);
    const opened = await open({ keyspace: later }, false);
    await expect.poll(() => opened.readiness(), soon).toEqual({ ready: false, reason: missing });
    await expect(opened.get("key")).rejects.toMatchObject({
      kind: "unavailable",
      message: missing,
    });
    const replication = `{'class': 'NetworkTopologyStrategy', '${keyspace.dc}': 1}`;
    await keyspace.client.execute(
      `CREATE KEYSPACE ${quoteIdentifier(later)} WITH replication = ${replication}`,
    );
    await keyspace.client.execute(createTable(later, "values"));
    await expect.poll(() => opened.readiness(), soon).toEqual({ ready: true });
    await opened.set("key", value, 60);
    await keyspace.client.execute(`DROP KEYSPACE ${quoteIdentifier(later)}`);
  });

  test("a table with other columns is named with what it lacks", async () => {
    const name = `${quoteIdentifier(keyspace.name)}.other`;
    await keyspace.client.execute(`CREATE TABLE ${name} (key text PRIMARY KEY, worth blob)`);
    await expect(open({ table: "other" }, true)).rejects.toThrow(
      /the table .*\.other is not Kask's: .*value/,
    );
  });

  test("a data centre without nodes is named with those that there are", async () => {
    await expect(open({ local_dc: "atlantis" }, true)).rejects.toThrow(
      `no node is in the data centre atlantis, but in ${keyspace.dc}; check cassandra.local_dc`,
    );
  });

  test("without a data centre any node is asked", async () => {
    const opened = await open({ local_dc: "" }, true);
    await opened.set("anywhere", value, 60);
    expect(await opened.get("anywhere")).toEqual(value);
  });
});
