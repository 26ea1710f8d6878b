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
 * The statement that makes Kask's table.
 * @see mediawiki-services-kask/cassandra_schema.cql
 */
export function createTable(keyspace: string, table: string): string {
  const name = `${quoteIdentifier(keyspace)}.${quoteIdentifier(table)}`;
  return `CREATE TABLE IF NOT EXISTS ${name} (key text PRIMARY KEY, value blob)`;
}

/** How many copies each data centre keeps, by its name. */
export type Replicas = Readonly<Record<string, number>>;

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
