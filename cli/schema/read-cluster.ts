import type { CqlConnection } from "./cql-connection.ts";
import { CqlError } from "./cql-error.ts";
import type { JsonRow } from "./cql-frames.ts";

/** A table with its columns as {@link kaskColumns} writes them. */
export interface TableState {
  readonly keyspace: string;
  readonly table: string;
  readonly columns: string;
}

/** What a node knows of its cluster. */
export interface ClusterState {
  /** Of the node that was asked, as `5.0.6`. */
  readonly release: string;
  /** The data centre of each node. */
  readonly dataCentres: readonly string[];
  /** How each keyspace is replicated, as `NetworkTopologyStrategy eqiad=3`. */
  readonly keyspaces: ReadonlyMap<string, string>;
  readonly tables: readonly TableState[];
}

/**
 * Asks a node for nodes, keyspaces and tables.
 * @throws {CqlError}
 */
export async function readCluster(cql: CqlConnection): Promise<ClusterState> {
  const local = await cql.query(
    "SELECT JSON data_center, tokens, release_version FROM system.local",
  );
  const nodes = [
    ...local,
    ...(await cql.query("SELECT JSON data_center, tokens FROM system.peers")),
  ];
  const keyspaces = await cql.query(
    "SELECT JSON keyspace_name, replication FROM system_schema.keyspaces",
  );
  const columns = await cql.query(
    "SELECT JSON keyspace_name, table_name, column_name, type, kind FROM system_schema.columns",
  );
  return {
    release: String(local[0]?.["release_version"]),
    // A peer that is still joining, or half removed, lacks columns.
    dataCentres: nodes.flatMap(({ data_center: name, tokens }) =>
      typeof name === "string" && tokens ? [name] : [],
    ),
    keyspaces: new Map(keyspaces.map((row) => [String(row["keyspace_name"]), replicationOf(row)])),
    tables: tablesOf(columns),
  };
}

/**
 * The addresses of nodes that know another schema than the node that is asked, as far as this one heard.
 * @throws {CqlError}
 */
export async function nodesBehind(cql: CqlConnection): Promise<readonly string[]> {
  const [local] = await cql.query("SELECT JSON schema_version FROM system.local");
  const peers = await cql.query("SELECT JSON peer, schema_version FROM system.peers");
  const own = local?.["schema_version"];
  // A peer that is still joining, or half removed, has none.
  const behind = peers.filter(({ schema_version: version }) => version && version !== own);
  return behind.map(({ peer }) => String(peer)).sort();
}

/**
 * The last heartbeat of each node by its address, as far as this one heard; of none where the login may not ask, or the
 * release does not tell. It changes each second while a node is up.
 * @throws {CqlError}
 */
export async function heartbeats(cql: CqlConnection): Promise<ReadonlyMap<string, string>> {
  try {
    const nodes = await cql.query(
      "SELECT JSON address, generation, heartbeat FROM system_views.gossip_info",
    );
    return new Map(
      nodes.map(({ address, generation, heartbeat }) => [
        String(address),
        `${generation} ${heartbeat}`,
      ]),
    );
  } catch (error) {
    if (error instanceof CqlError && error.fault === "refused") return new Map();
    throw error;
  }
}

function replicationOf({ replication }: JsonRow): string {
  const { class: strategy, ...copies } = replication as Readonly<Record<string, string>>;
  const counts = Object.entries(copies).map(([dataCentre, count]) => `${dataCentre}=${count}`);
  return [strategy?.split(".").at(-1), counts.sort().join(",")].join(" ").trim();
}

function tablesOf(columns: readonly JsonRow[]): readonly TableState[] {
  const groups = Map.groupBy(columns, (row) =>
    JSON.stringify([row["keyspace_name"], row["table_name"]]),
  );
  return [...groups].map(([key, rows]) => {
    const [keyspace, table] = JSON.parse(key) as [string, string];
    const words = rows.map((row) => [row["column_name"], row["type"], row["kind"]].join(" "));
    return { keyspace, table, columns: words.sort().join(", ") };
  });
}
