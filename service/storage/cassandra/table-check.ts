import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import { invalidCode } from "./cassandra-errors.ts";
import type { Cluster } from "./cluster.ts";
import { RefusedError } from "./connection-error.ts";
import type { Operations } from "./operation.ts";
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

  /** Told when a statement could not be prepared; gives whether that is because of the table. */
  refused(error: Error): boolean {
    if (!(error instanceof RefusedError) || error.code !== invalidCode) return false;
    const { keyspace, table } = this.#config;
    this.#isPrepared = false;
    this.#refusal = /unconfigured|does(n't| not) exist/i.test(error.message)
      ? `the table ${keyspace}.${table} is missing; kask schema --apply makes it`
      : `the table ${keyspace}.${table} is not Kask's: ${error.message}`;
    return true;
  }

  /** Looks again, now and then, while something is missing. */
  tick(): void {
    const nowMs = performance.now();
    if (this.#isPrepared || nowMs - this.#checkedAtMs < checkEveryMs) return;
    const connection = this.#cluster.nodes.find(({ isAnswering }) => isAnswering)?.connection();
    if (connection === undefined) return;
    this.#checkedAtMs = nowMs;
    const statements = Object.values(this.#operations).map(({ statement }) => statement);
    Promise.all(statements.map((statement) => prepare(connection, statement))).then(
      () => {
        this.#isPrepared = true;
        this.#refusal = undefined;
      },
      (error: Error) => this.refused(error),
    );
  }
}
