/** A Cassandra that clients can ask. */
export interface CassandraPlace {
  readonly host: string;
  readonly port: number;
  /** The data centre of the host. */
  readonly dc: string;
}
