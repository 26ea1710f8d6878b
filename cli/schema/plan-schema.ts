import {
  createKeyspace,
  createTable,
  kaskColumns,
  type Replicas,
  replicasText,
  usualReplicas,
} from "../../service/contract/table.ts";
import type { ClusterState } from "./read-cluster.ts";
import type { SchemaObjection, SchemaPlan, SchemaStep, SchemaWish } from "./schema.ts";

/** What would be made of a wish in a cluster as it is, and what speaks against it. */
export function planSchema(wish: SchemaWish, cluster: ClusterState): SchemaPlan {
  const { keyspace, table } = wish;
  const dataCentres: Record<string, number> = {};
  for (const name of cluster.dataCentres) dataCentres[name] = (dataCentres[name] ?? 0) + 1;
  return {
    keyspace,
    table,
    release: cluster.release,
    dataCentres,
    steps: [keyspaceStep(wish, cluster), tableStep(wish, cluster)],
    objections: [
      ...otherReplication(wish, cluster),
      ...otherColumns(wish, cluster),
      ...missingNodes(wish, cluster),
      ...tablesElsewhere(wish, cluster),
    ],
  };
}

function keyspaceStep(wish: SchemaWish, { keyspaces, dataCentres }: ClusterState): SchemaStep {
  const { keyspace } = wish;
  const replication = keyspaces.get(keyspace);
  if (replication !== undefined) {
    return { told: `The keyspace ${keyspace} is there, with ${replication}.`, cql: undefined };
  }
  const replicas = wish.replicas ?? usualReplicas(dataCentres);
  return {
    told: `The keyspace ${keyspace} is missing.`,
    cql: createKeyspace(keyspace, replicas),
  };
}

function tableStep({ keyspace, table }: SchemaWish, cluster: ClusterState): SchemaStep {
  const name = `${keyspace}.${table}`;
  return columnsOf(keyspace, table, cluster) === undefined
    ? { told: `The table ${name} is missing.`, cql: createTable(keyspace, table) }
    : { told: `The table ${name} is there.`, cql: undefined };
}

function columnsOf(keyspace: string, table: string, { tables }: ClusterState): string | undefined {
  return tables.find((each) => each.keyspace === keyspace && each.table === table)?.columns;
}

function otherReplication(wish: SchemaWish, { keyspaces }: ClusterState): SchemaObjection[] {
  const { keyspace, replicas } = wish;
  const found = keyspaces.get(keyspace);
  if (replicas === undefined || found === undefined || found === wanted(replicas)) return [];
  const told = `The keyspace ${keyspace} is there with ${found} instead of ${wanted(replicas)}.`;
  return [{ kind: "differs", told }];
}

function wanted(replicas: Replicas): string {
  return `NetworkTopologyStrategy ${replicasText(replicas)}`;
}

function otherColumns({ keyspace, table }: SchemaWish, cluster: ClusterState): SchemaObjection[] {
  const found = columnsOf(keyspace, table, cluster);
  if (found === undefined || found === kaskColumns) return [];
  const told = `The table ${keyspace}.${table} is there with other columns (${found}) than Kask's (${kaskColumns}).`;
  return [{ kind: "differs", told }];
}

/** The copies of a keyspace are counted once, when it is made. */
function missingNodes(
  wish: SchemaWish,
  { keyspaces, dataCentres }: ClusterState,
): SchemaObjection[] {
  if (wish.replicas !== undefined || keyspaces.has(wish.keyspace)) return [];
  if (dataCentres.length >= wish.nodes) return [];
  const there = `${dataCentres.length} ${dataCentres.length === 1 ? "is" : "are"} there`;
  const told = `The Hiera text names ${wish.nodes} nodes of Cassandra, and only ${there}.`;
  return [{ kind: "incomplete", told }];
}

/** A new keyspace beside the one that holds the sessions is most often a slip of the pen. */
function tablesElsewhere(wish: SchemaWish, cluster: ClusterState): SchemaObjection[] {
  if (columnsOf(wish.keyspace, wish.table, cluster) !== undefined) return [];
  const names = cluster.tables
    .filter(({ columns }) => columns === kaskColumns)
    .map(({ keyspace, table }) => `${keyspace}.${table}`);
  if (names.length === 0) return [];
  const told = `${wish.keyspace}.${wish.table} is not there, but a table of the same shape is: ${names.sort().join(", ")}.`;
  return [{ kind: "elsewhere", told }];
}
