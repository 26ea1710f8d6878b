import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import {
  createKeyspace,
  createTable,
  kaskColumns,
  type Replicas,
  replicasText,
  usualReplicas,
} from "../../contract/table.ts";
import { StoreError } from "../store.ts";
import { readClientTls } from "./client-tls.ts";
import type { Connection } from "./connection.ts";
import { openContact } from "./contact-points.ts";
import { FlushQueue } from "./flush-queue.ts";
import { queryRows } from "./query-rows.ts";
import type { Replication } from "./ring.ts";
import { readTopology, type Topology } from "./topology.ts";

/** What became of a keyspace or a table. */
export interface SchemaStep {
  /** `differs`: it was there, is not as asked, and was left as it is. */
  readonly outcome: "made" | "present" | "differs";
  /** A sentence. */
  readonly told: string;
}

/** Schema changes wait for every node. */
const answerTimeoutMs = 60_000;

/**
 * Makes the keyspace and the table of a store where they are missing; what is there is never changed.
 * @param replicas undefined: three copies in each data centre, or as many as it has nodes
 * @throws {PemError} when a TLS file cannot be used
 * @throws {StoreError} when Cassandra cannot be reached, or refuses
 */
export async function applySchema(
  config: ServiceCassandraConfig,
  replicas: Replicas | undefined,
): Promise<readonly SchemaStep[]> {
  const connection = await connect(config);
  const late = new Error(`no answer within ${answerTimeoutMs} ms`);
  const timer = setTimeout(() => connection.destroy(late), answerTimeoutMs);
  try {
    const topology = await readTopology(connection);
    const keyspace = await applyKeyspace(connection, config.keyspace, replicas, topology);
    return [keyspace, await applyTable(connection, config)];
  } catch (cause) {
    const { keyspace, table } = config;
    const reason = (cause as Error).message;
    throw new StoreError(`cannot make ${keyspace}.${table}: ${reason}`, { cause });
  } finally {
    clearTimeout(timer);
    connection.destroy(new Error("it is not needed any more"));
  }
}

async function connect(config: ServiceCassandraConfig): Promise<Connection> {
  const tls = readClientTls(config);
  try {
    const { connection } = await openContact(config.hosts, config.port, {
      login: config.authentication,
      tls,
      connectTimeoutMs: config.connect_timeout_ms,
      flushQueue: new FlushQueue(),
    });
    return connection;
  } catch (cause) {
    throw new StoreError(`cannot reach Cassandra: ${(cause as Error).message}`, { cause });
  }
}

async function applyKeyspace(
  connection: Connection,
  keyspace: string,
  asked: Replicas | undefined,
  topology: Topology,
): Promise<SchemaStep> {
  const present = topology.keyspaces.get(keyspace);
  if (present === undefined) {
    const replicas = asked ?? usualReplicas(topology.nodes.map(({ dataCentre }) => dataCentre));
    await queryRows(connection, createKeyspace(keyspace, replicas));
    return {
      outcome: "made",
      told: `Made the keyspace ${keyspace} with ${wantedText(replicas)}`,
    };
  }
  const found = replicationText(present);
  if (asked === undefined || found === wantedText(asked)) {
    return {
      outcome: "present",
      told: `The keyspace ${keyspace} was there already, with ${found}`,
    };
  }
  return {
    outcome: "differs",
    told: `The keyspace ${keyspace} was there already, with ${found} instead of ${wantedText(asked)}, and was left as it is. ALTER KEYSPACE changes it; then repair it on every node`,
  };
}

function wantedText(replicas: Replicas): string {
  return `NetworkTopologyStrategy ${replicasText(replicas)}`;
}

function replicationText({ strategy, factors }: Replication): string {
  const copies = [...factors].sort().map(([name, count]) => `${name}=${count}`);
  return [strategy, copies.join(",")].join(" ").trim();
}

async function applyTable(
  connection: Connection,
  { keyspace, table }: ServiceCassandraConfig,
): Promise<SchemaStep> {
  const found = await readColumns(connection, keyspace, table);
  if (found === "") {
    await queryRows(connection, createTable(keyspace, table));
    return { outcome: "made", told: `Made the table ${keyspace}.${table}` };
  }
  if (found === kaskColumns) {
    return { outcome: "present", told: `The table ${keyspace}.${table} was there already` };
  }
  return {
    outcome: "differs",
    told: `The table ${keyspace}.${table} was there already with other columns (${found}) than Kask's (${kaskColumns}), and was left as it is. Choose another with cassandra.table`,
  };
}

/** The columns in the order of their names; empty where there is no such table. */
async function readColumns(
  connection: Connection,
  keyspace: string,
  table: string,
): Promise<string> {
  const where = `keyspace_name = ${quoted(keyspace)} AND table_name = ${quoted(table)}`;
  const rows = await queryRows(
    connection,
    `SELECT column_name, type, kind FROM system_schema.columns WHERE ${where}`,
  );
  return rows
    .map((row) => ["column_name", "type", "kind"].map((name) => String(row.get(name))).join(" "))
    .sort()
    .join(", ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
