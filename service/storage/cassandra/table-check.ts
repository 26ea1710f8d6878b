import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import { quoteIdentifier } from "../../contract/table.ts";
import { invalidCode, unauthorizedCode } from "./cassandra-errors.ts";
import type { Cluster } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { RefusedError } from "./connection-error.ts";
import type { Operations } from "./operation.ts";
import { queryRows } from "./query-rows.ts";
import { prepare } from "./statement.ts";

const checkEveryMs = 1000;

/** Whether the keyspace and the table of a store are there, as far as Cassandra said. */
export class TableCheck {
  readonly #cluster: Cluster;
  readonly #config: ServiceCassandraConfig;
  readonly #operations: Operations;
  #refusal: string | undefined;
  #isPrepared = false;
  #checkedAtMs = Number.NEGATIVE_INFINITY;

  constructor(cluster: Cluster, config: ServiceCassandraConfig, operations: Operations) {
    this.#cluster = cluster;
    this.#config = config;
    this.#operations = operations;
  }

  /** Whether the statements were prepared somewhere, and none was refused since. */
  get isPrepared(): boolean {
    return this.#isPrepared;
  }

  /** What is missing; undefined when nothing is, or nothing is known. */
  get fault(): string | undefined {
    const { keyspace } = this.#config;
    if (this.#cluster.hasKeyspace(keyspace) === false) {
      return `the keyspace ${keyspace} is missing; kask schema --apply makes it`;
    }
    return this.#refusal;
  }

  /** Told when the statements are refused, by every node or for want of a permission. */
  refused(error: Error): void {
    const { keyspace, table } = this.#config;
    this.#isPrepared = false;
    this.#refusal = isDenial(error)
      ? `Cassandra's login may not use the table ${keyspace}.${table}: ${error.message}; grant it SELECT and MODIFY`
      : /unconfigured|does(n't| not) exist/i.test(error.message)
        ? `the table ${keyspace}.${table} is missing; kask schema --apply makes it`
        : `the table ${keyspace}.${table} is not Kask's: ${error.message}`;
  }

  /** Looks again, now and then, while something is missing. */
  tick(): void {
    const nowMs = performance.now();
    if (this.#isPrepared || nowMs - this.#checkedAtMs < checkEveryMs) return;
    const nodes = this.#cluster.nodes.filter(({ isAnswering }) => isAnswering);
    const connections = nodes.flatMap((node) => node.connection() ?? []);
    if (connections.length === 0) return;
    this.#checkedAtMs = nowMs;
    // One node that knows the table is enough: others may not have heard of it yet.
    Promise.any(connections.map((connection) => this.#check(connection))).then(
      () => {
        this.#isPrepared = true;
        this.#refusal = undefined;
      },
      ({ errors }: { readonly errors: readonly Error[] }) => {
        if (errors[0] !== undefined && errors.every(isTableRefusal)) this.refused(errors[0]);
      },
    );
  }

  async #check(connection: Connection): Promise<void> {
    const statements = Object.values(this.#operations).map(({ statement }) => statement);
    await Promise.all(statements.map((statement) => prepare(connection, statement)));
    const { keyspace, table } = this.#config;
    // Cassandra looks at permissions when it executes, and before it refuses an empty key.
    for (const cql of emptyKeyStatements(keyspace, table)) {
      await queryRows(connection, cql).catch((error: Error) => {
        if (!(error instanceof RefusedError) || isDenial(error)) throw error;
      });
    }
  }
}

/** Whether a node refuses statements because of the table: it is missing, another, or not permitted. */
export function isTableRefusal(error: Error): boolean {
  return error instanceof RefusedError && (error.code === invalidCode || isDenial(error));
}

function isDenial(error: Error): boolean {
  return error instanceof RefusedError && error.code === unauthorizedCode;
}

/** They do nothing, since no key is empty and no value lives so long, but ask for all permissions. */
function emptyKeyStatements(keyspace: string, table: string): readonly string[] {
  const name = `${quoteIdentifier(keyspace)}.${quoteIdentifier(table)}`;
  return [
    `SELECT value FROM ${name} WHERE key = ''`,
    `INSERT INTO ${name} (key, value) VALUES ('', 0x) USING TTL 630720001`,
  ];
}
