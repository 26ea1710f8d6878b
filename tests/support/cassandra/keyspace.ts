import { randomBytes } from "node:crypto";
import { Client, type ClientOptions } from "cassandra-driver";
import { createTable, quoteIdentifier } from "../../../service/contract/table.ts";
import { clientPatience } from "./patience.ts";
import type { CassandraPlace } from "./place.ts";

/** A keyspace of a test's own, with Kask's table in it. */
export interface TestKeyspace extends CassandraPlace {
  readonly name: string;
  /** To ask what no Kask would. */
  readonly client: Client;
  /** Drops it with all that is in it. */
  drop(): Promise<void>;
}

/** What may differ from a plain keyspace. */
export interface KeyspaceOptions {
  readonly table?: string;
  /** Copies by data centre; without it one, in the data centre of the place. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** How to connect, where a place asks for more than a connection. */
  readonly client?: Pick<ClientOptions, "credentials" | "sslOptions">;
}

/** Makes one. */
export async function newKeyspace(
  { host, port, dc }: CassandraPlace,
  options: KeyspaceOptions = {},
): Promise<TestKeyspace> {
  // An upper-case letter, since only a quoted name keeps it.
  const name = `Kask_${randomBytes(4).toString("hex")}`;
  const client = new Client({
    contactPoints: [`${host}:${port}`],
    localDataCenter: dc,
    socketOptions: clientPatience,
    ...options.client,
  });
  const copies = Object.entries(options.replicas ?? { [dc]: 1 });
  const replication = copies.map(([where, count]) => `, '${where}': ${count}`).join("");
  await client.execute(
    `CREATE KEYSPACE ${quoteIdentifier(name)} WITH replication = {'class': 'NetworkTopologyStrategy'${replication}}`,
  );
  await client.execute(createTable(name, options.table ?? "values"));
  return {
    host,
    port,
    dc,
    name,
    client,
    async drop() {
      await client.execute(`DROP KEYSPACE ${quoteIdentifier(name)}`);
      await client.shutdown();
    },
  };
}
