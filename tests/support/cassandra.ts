import { randomBytes } from "node:crypto";
import { Client } from "cassandra-driver";
import { createTable, quoteIdentifier } from "../../service/contract/table.ts";

/** A keyspace of a test's own on a real Cassandra, with Kask's table in it. */
export interface TestKeyspace {
  readonly host: string;
  readonly port: number;
  readonly dc: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** Makes one; `place` is `ADDRESS:PORT/DATA-CENTRE`, as in `KASKCTL_CASSANDRA`. */
export async function newKeyspace(place: string, table: string): Promise<TestKeyspace> {
  const [, host = "", port = "", dc = ""] = /^(.+):(\d+)\/(.+)$/.exec(place) ?? [];
  // An upper-case letter, since only a quoted name keeps it.
  const name = `Kask_${randomBytes(4).toString("hex")}`;
  const client = new Client({ contactPoints: [`${host}:${port}`], localDataCenter: dc });
  const replication = `{'class': 'NetworkTopologyStrategy', '${dc}': 1}`;
  await client.execute(
    `CREATE KEYSPACE ${quoteIdentifier(name)} WITH replication = ${replication}`,
  );
  await client.execute(createTable(name, table));
  return {
    host,
    port: Number(port),
    dc,
    name,
    async drop() {
      await client.execute(`DROP KEYSPACE ${quoteIdentifier(name)}`);
      await client.shutdown();
    },
  };
}
