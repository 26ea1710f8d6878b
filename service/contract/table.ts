/** An identifier as CQL wants it, so that any name can be a keyspace or table. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The statements that Kask sends and the conditional create that it lacks, for one table; parameters are `?` in the order of the columns. */
export interface TableStatements {
  /** Parameter: key. */
  readonly select: string;
  /** Parameters: key, value, time to live in seconds. */
  readonly insert: string;
  /** As `insert`, where nothing is stored. */
  readonly create: string;
  /** Parameter: key. */
  readonly delete: string;
}

/**
 * The statements for one table.
 * @see mediawiki-services-kask/storage.go, Set, Get, Delete
 */
export function tableStatements(keyspace: string, table: string): TableStatements {
  const name = `${quoteIdentifier(keyspace)}.${quoteIdentifier(table)}`;
  return {
    select: `SELECT value FROM ${name} WHERE key = ?`,
    insert: `INSERT INTO ${name} (key, value) VALUES (?, ?) USING TTL ?`,
    create: `INSERT INTO ${name} (key, value) VALUES (?, ?) IF NOT EXISTS USING TTL ?`,
    delete: `DELETE FROM ${name} WHERE key = ?`,
  };
}

/**
 * After how long a coordinator asks one more replica for a row. Cassandra would take the 99th percentile of the reads before:
 * behind a slow time that is seconds, and a replica that then hangs costs each read that much.
 */
const speculativeRetry = "50ms";

/**
 * The statement that makes Kask's table.
 * @see mediawiki-services-kask/cassandra_schema.cql
 */
export function createTable(keyspace: string, table: string): string {
  const name = `${quoteIdentifier(keyspace)}.${quoteIdentifier(table)}`;
  return `CREATE TABLE IF NOT EXISTS ${name} (key text PRIMARY KEY, value blob) WITH speculative_retry = '${speculativeRetry}'`;
}

/** The columns of that table as `system_schema.columns` has them, each as `name type kind`, in the order of their names. */
export const kaskColumns = "key text partition_key, value blob regular";

/** How many copies each data centre keeps, by its name. */
export type Replicas = Readonly<Record<string, number>>;

const mostReplicas = 3;

/** Three copies in each data centre, or as many as it has nodes. */
export function usualReplicas(dataCentreOfEachNode: readonly string[]): Replicas {
  const groups = Map.groupBy(dataCentreOfEachNode, (name) => name);
  return Object.fromEntries(
    [...groups].map(([name, nodes]) => [name, Math.min(mostReplicas, nodes.length)]),
  );
}

/** `codfw=3,eqiad=3`, in the order of the names. */
export function replicasText(replicas: Replicas): string {
  const copies = Object.entries(replicas).map(([name, count]) => `${name}=${count}`);
  return copies.sort().join(",");
}

/** What {@link replicasText} writes, in any order; undefined for anything else. */
export function parseReplicas(text: string): Replicas | undefined {
  const pairs = text.split(",").map((pair) => /^\s*([^=\s]+)=([1-9]\d?)\s*$/.exec(pair));
  const entries = pairs.flatMap((match) =>
    match === null ? [] : [[match[1] ?? "", Number(match[2])] as const],
  );
  return entries.length === pairs.length ? Object.fromEntries(entries) : undefined;
}

/**
 * The statement that makes a keyspace.
 * @see mediawiki-services-kask/cassandra_schema.cql
 */
export function createKeyspace(keyspace: string, replicas: Replicas): string {
  const copies = Object.entries(replicas).map(
    ([dataCentre, count]) => `, '${dataCentre.replaceAll("'", "''")}': ${count}`,
  );
  const replication = `{'class': 'NetworkTopologyStrategy'${copies.join("")}}`;
  return `CREATE KEYSPACE IF NOT EXISTS ${quoteIdentifier(keyspace)} WITH replication = ${replication}`;
}
