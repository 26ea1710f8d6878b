import { expect, onTestFinished, test } from "vitest";
import { createTable } from "../../service/contract/table.ts";
import { newKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../support/cassandra/on-cassandra.ts";
import { firstLogin, startOneNode } from "../support/cassandra/one-node.ts";
import { until } from "../support/cassandra/until.ts";
import {
  cassandraSettings,
  type KaskProcess,
  startListeningKask,
} from "../support/kask-process.ts";
import { ask } from "../support/running-kask.ts";

const healedTimeoutMs = 120_000;

describeOnCassandra(
  "A Kask that Cassandra refuses lives, says why, and serves once the reason is gone:",
  (cassandra) => {
    test("the keyspace is missing", async () => {
      const keyspace = await newKeyspace(cassandra);
      await keyspace.client.execute(`DROP KEYSPACE "${keyspace.name}"`);
      const kask = await start(cassandraSettings(keyspace));
      await expectRefusal(kask, `the keyspace ${keyspace.name} is missing`);
      await keyspace.client.execute(
        `CREATE KEYSPACE "${keyspace.name}" WITH replication = {'class': 'NetworkTopologyStrategy', '${keyspace.dc}': 1}`,
      );
      await keyspace.client.execute(createTable(keyspace.name, "values"));
      await expectService(kask);
      await keyspace.drop();
    });

    test("the table is missing", async () => {
      const keyspace = await newKeyspace(cassandra, { table: "others" });
      const kask = await start(cassandraSettings(keyspace));
      await expectRefusal(kask, `the table ${keyspace.name}.values is missing`);
      await keyspace.client.execute(createTable(keyspace.name, "values"));
      await expectService(kask);
      await keyspace.drop();
    });

    test("the password is wrong", async () => {
      const { place, close } = await startOneNode({ authentication: true });
      onTestFinished(close);
      const keyspace = await newKeyspace(place, { client: { credentials: firstLogin } });
      const authentication = { username: "kask", password: "hunter2" };
      const kask = await start({ ...cassandraSettings(keyspace), authentication });
      await expectRefusal(kask, "username");
      await keyspace.client.execute(
        "CREATE ROLE kask WITH PASSWORD = 'hunter2' AND LOGIN = true AND SUPERUSER = true",
      );
      await expectService(kask);
      expect(kask.lines.join("\n")).not.toContain("hunter2");
      await keyspace.drop();
    });

    test("the login lacks a permission", async () => {
      const { place, close } = await startOneNode({ authentication: true });
      onTestFinished(close);
      const keyspace = await newKeyspace(place, { client: { credentials: firstLogin } });
      await keyspace.client.execute(
        "CREATE ROLE kask_rw WITH PASSWORD = 'hunter2' AND LOGIN = true",
      );
      const on = `ON KEYSPACE "${keyspace.name}"`;
      await keyspace.client.execute(`GRANT MODIFY ${on} TO kask_rw`);
      const authentication = { username: "kask_rw", password: "hunter2" };
      const kask = await start({ ...cassandraSettings(keyspace), authentication });
      await expectRefusal(kask, "the login has no SELECT permission");
      await keyspace.client.execute(`GRANT SELECT ${on} TO kask_rw`);
      await expectService(kask);
      await keyspace.client.execute(`REVOKE MODIFY ${on} FROM kask_rw`);
      const isNamed = async (): Promise<boolean> => {
        await ask(kask.port, "POST", `${kask.baseUri}key`, { body: "value" });
        const { body } = await ask(kask.port, "GET", "/readyz");
        return body.toString().includes("the login has no MODIFY permission");
      };
      await until(isNamed, healedTimeoutMs, () => `ready:\n${kask.lines.join("\n")}`);
      await keyspace.client.execute(`GRANT MODIFY ${on} TO kask_rw`);
      await expectService(kask);
      expect(kask.lines.join("\n")).not.toContain("kask_rw");
      await keyspace.drop();
    });
  },
);

async function start(cassandra: object): Promise<KaskProcess> {
  const kask = await startListeningKask({ settings: { cassandra } });
  onTestFinished(() => kask.close());
  return kask;
}

/** Asked while it tries again and again, so that a line for each attempt would be seen. */
async function expectRefusal(kask: KaskProcess, reason: string): Promise<void> {
  // A request that fails has a line of its own, with its number; a slow machine is told of as well.
  const told = (): readonly string[] =>
    kask.lines
      .filter((line) => /"(?:ERROR|WARNING)"/.test(line) && !line.includes("request_id"))
      .filter((line) => !line.includes("still connecting to Cassandra"));
  await until(
    () => told().length > 0,
    healedTimeoutMs,
    () => `no line tells: ${kask.lines.join("\n")}`,
  );
  for (let count = 0; count < 100; count += 1) {
    const { status, body } = await ask(kask.port, "GET", "/readyz");
    expect(status).toBe(503);
    expect(body.toString()).toContain(reason);
    const { status: refused } = await ask(kask.port, "GET", `${kask.baseUri}key`);
    expect(refused).toBe(500);
  }
  const lines = told();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(reason);
}

async function expectService(kask: KaskProcess): Promise<void> {
  const isReady = async (): Promise<boolean> =>
    (await ask(kask.port, "GET", "/readyz")).status === 200;
  await until(isReady, healedTimeoutMs, () => `not ready:\n${kask.lines.join("\n")}`);
  const path = `${kask.baseUri}key`;
  expect((await ask(kask.port, "POST", path, { body: "value" })).status).toBe(201);
  expect((await ask(kask.port, "GET", path)).body.toString()).toBe("value");
}
