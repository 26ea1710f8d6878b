import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { Client } from "cassandra-driver";
import { expect, test } from "vitest";
import type { CassandraConfig } from "../../../service/contract/kask-config.ts";
import { parseConfig } from "../../../service/contract/parse-config.ts";
import { createTable, quoteIdentifier } from "../../../service/contract/table.ts";
import { openCassandraStore } from "../../../service/storage/cassandra.ts";
import { describeStore } from "../../suites/store.ts";

function cassandraConfig(cassandra: object): CassandraConfig {
  const { config, mistakes } = parseConfig({ cassandra });
  if (config === undefined) throw new Error(JSON.stringify(mistakes));
  return config.cassandra;
}

/** `ADDRESS:PORT/DATA-CENTRE` of a Cassandra that tests may make a keyspace on. */
const given = process.env["KASKCTL_CASSANDRA"];

if (given !== undefined) {
  const [, host = "", port = "", dc = ""] = /^(.+):(\d+)\/(.+)$/.exec(given) ?? [];
  const keyspace = `Kask_${randomBytes(4).toString("hex")}`;
  const administrator = new Client({ contactPoints: [`${host}:${port}`], localDataCenter: dc });
  describeStore("cassandra", {
    async open() {
      await administrator.execute(
        `CREATE KEYSPACE ${quoteIdentifier(keyspace)} WITH replication = {'class': 'NetworkTopologyStrategy', '${dc}': 1}`,
      );
      await administrator.execute(createTable(keyspace, "values"));
      return openCassandraStore(
        cassandraConfig({ hosts: [host], port: Number(port), keyspace, local_dc: dc }),
      );
    },
    async close() {
      await administrator.execute(`DROP KEYSPACE ${quoteIdentifier(keyspace)}`);
      await administrator.shutdown();
    },
  });
}

test("a Cassandra that is away is named with its port and reason", async () => {
  const port = await freePort();
  const opening = openCassandraStore(cassandraConfig({ hosts: ["127.0.0.1"], port }));
  await expect(opening).rejects.toThrow(
    new RegExp(`Error connecting to Cassandra at 127\\.0\\.0\\.1, port ${port}: .*ECONNREFUSED`),
  );
});

test("an unreadable authority is named with its setting", async () => {
  const tls = { ca: "/nowhere/ca.pem" };
  await expect(openCassandraStore(cassandraConfig({ tls }))).rejects.toThrow(
    /cannot read cassandra\.tls\.ca: .*\/nowhere\/ca\.pem/,
  );
});

test("an error never shows the password", async () => {
  const port = await freePort();
  const authentication = { username: "kask", password: "hunter2" };
  const opening = openCassandraStore(
    cassandraConfig({ hosts: ["127.0.0.1"], port, authentication }),
  );
  await expect(opening).rejects.not.toThrow(/hunter2/);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
