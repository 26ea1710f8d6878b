/**
 * Schema: Cassandra's keyspace and table, through SSH.
 *
 * Takes  what Kask expects to find in Cassandra, and a way to the hosts.
 * Gives  what is there now, and the CQL that makes the rest; runs it where it is told to.
 * Never  alters or drops anything, or goes where a node says its peers are: that would leave the tunnel.
 */
import type { Replicas } from "../../service/contract/table.ts";

/** What Kask expects. */
export interface SchemaWish {
  readonly keyspace: string;
  readonly table: string;
  /** Copies by data centre; undefined: three in each, or as many as it has nodes. */
  readonly replicas: Replicas | undefined;
  /** How many nodes the cluster is to have: copies counted before all are there would be too few. */
  readonly nodes: number;
}

/** What was found of a keyspace or a table. */
export interface SchemaStep {
  /** A sentence. */
  readonly told: string;
  /** The statement that makes it; undefined where it is there. */
  readonly cql: string | undefined;
}

/**
 * Why nothing is made as things are. `differs`: something is there in another shape. `incomplete`:
 * nodes are missing. `elsewhere`: another keyspace holds a table of Kask's.
 */
export interface SchemaObjection {
  readonly kind: "differs" | "incomplete" | "elsewhere";
  /** A sentence. */
  readonly told: string;
}

/** What is there, and what would be made. */
export interface SchemaPlan {
  readonly keyspace: string;
  readonly table: string;
  /** Of Cassandra. */
  readonly release: string;
  /** How many nodes each data centre has. */
  readonly dataCentres: Readonly<Record<string, number>>;
  /** The keyspace, then the table. */
  readonly steps: readonly SchemaStep[];
  readonly objections: readonly SchemaObjection[];
}

/** What is to be run, in order; nothing where all is there. */
export function statementsOf({ steps }: SchemaPlan): readonly string[] {
  return steps.flatMap(({ cql }) => (cql === undefined ? [] : [cql]));
}
