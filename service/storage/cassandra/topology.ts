import { stringList } from "./bodies.ts";
import { invalidCode } from "./cassandra-errors.ts";
import type { Connection } from "./connection.ts";
import { RefusedError } from "./connection-error.ts";
import { parseToken, type Token } from "./murmur3.ts";
import { opcodes } from "./protocol.ts";
import { queryRows, type Row } from "./query-rows.ts";
import { readElements } from "./results.ts";
import type { Replication } from "./ring.ts";

/** A node as the system tables have it. */
export interface NodeRow {
  /** Stays the same when the node's address changes. */
  readonly hostId: string;
  /** Undefined for the node that was asked: it is where it was asked. */
  readonly address: string | undefined;
  readonly dataCentre: string;
  readonly rack: string;
  readonly tokens: readonly Token[];
}

/** The nodes and keyspaces of a cluster. */
export interface Topology {
  readonly nodes: readonly NodeRow[];
  readonly keyspaces: ReadonlyMap<string, Replication>;
}

const changes = ["TOPOLOGY_CHANGE", "STATUS_CHANGE", "SCHEMA_CHANGE"];

/** Asks a node to report changes of the cluster. */
export async function subscribe(connection: Connection): Promise<void> {
  await connection.command(opcodes.register, stringList(changes));
}

/**
 * Asks a node for what it knows of the cluster.
 * @throws {RefusedError | ConnectionError} when it does not say
 */
export async function readTopology(connection: Connection): Promise<Topology> {
  const columns = "host_id, data_center, rack, tokens";
  const [local, peers, keyspaces] = await Promise.all([
    queryRows(connection, `SELECT ${columns} FROM system.local`),
    readPeers(connection, columns),
    queryRows(connection, "SELECT keyspace_name, replication FROM system_schema.keyspaces"),
  ]);
  return {
    nodes: [...local, ...peers].flatMap(nodeOf),
    keyspaces: new Map(keyspaces.map(keyspaceOf)),
  };
}

/** Cassandra 4 and later have `peers_v2`; their `peers` is right, too, where ports are the same everywhere. */
async function readPeers(connection: Connection, columns: string): Promise<readonly Row[]> {
  try {
    return await queryRows(connection, `SELECT native_address, ${columns} FROM system.peers_v2`);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== invalidCode) throw error;
    return queryRows(connection, `SELECT rpc_address, ${columns} FROM system.peers`);
  }
}

/** A peer that is still joining, or half removed, lacks columns: it is no node yet, or no more. */
function nodeOf(row: Row): readonly NodeRow[] {
  const hostId = row.get("host_id");
  const tokens = row.get("tokens");
  const dataCentre = row.get("data_center");
  if (hostId === undefined || tokens === undefined || dataCentre === undefined) return [];
  const address = row.get("native_address") ?? row.get("rpc_address");
  return [
    {
      hostId: hostId.toString("hex"),
      address: address && addressText(address),
      dataCentre: dataCentre.toString(),
      rack: row.get("rack")?.toString() ?? "",
      tokens: readElements(tokens, 1).map((token) => parseToken(token.toString())),
    },
  ];
}

function keyspaceOf(row: Row): readonly [string, Replication] {
  const options = readElements(row.get("replication") ?? Buffer.alloc(4), 2).map(String);
  const factors = new Map<string, number>();
  let strategy = "";
  for (let at = 0; at < options.length; at += 2) {
    const [name = "", value = ""] = options.slice(at);
    if (name === "class") strategy = value.slice(value.lastIndexOf(".") + 1);
    // Transient replicas come behind a slash, and are no voters.
    else factors.set(name, Number.parseInt(value, 10));
  }
  return [String(row.get("keyspace_name")), { strategy, factors }];
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(group * 2));
  return groups.map((group) => group.toString(16)).join(":");
}
