/**
 * Cassandra: a store in a table of a Cassandra cluster, over connections of its own.
 *
 * Takes  where the cluster is and how to log in; keys and values.
 * Gives  a store that goes on as long as a quorum of the local replicas does.
 * Never  asks Cassandra for more than Kask does, and never waits for a node that another can stand in for.
 */
import type { Log } from "../../contract/log.ts";
import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import { type Readiness, type Store, StoreError, type StoreStats } from "../store.ts";
import { Announcer } from "./announcer.ts";
import type { Cluster } from "./cluster.ts";
import { endpointText } from "./endpoint.ts";
import { Executor } from "./executor.ts";
import { operationsOf } from "./operation.ts";
import type { ReplicaSet } from "./replica-set.ts";
import { joinCluster } from "./shared-cluster.ts";
import { isTableRefusal, TableCheck } from "./table-check.ts";

/** How a store is opened. */
export interface CassandraOptions {
  readonly log: Log;
  /** Whether to give up when Cassandra or the table is not there yet. */
  readonly failFast: boolean;
}

/**
 * Opens a store in a Cassandra table. Without `failFast` it is there at once and not ready until
 * Cassandra is; it looks for Cassandra for ever. Stores of one cluster share its connections.
 * @throws {PemError} when a TLS file cannot be used
 * @throws {StoreError} with `failFast`, when Cassandra cannot be reached, refuses the login, or lacks the keyspace or the table
 * @see mediawiki-services-kask/storage.go, NewCassandraStore
 */
export async function openCassandraStore(
  config: ServiceCassandraConfig,
  { log, failFast }: CassandraOptions,
): Promise<Store> {
  const { cluster, leave } = joinCluster(config, log);
  const operations = operationsOf(cluster, config);
  const table = new TableCheck(cluster, config, operations);
  const sets = (): readonly ReplicaSet[] => cluster.ring(config.keyspace)?.sets ?? [];
  const lack = (judged: readonly ReplicaSet[]): string | undefined =>
    unreachable(cluster) ?? lackOfTable(table) ?? lackOfNodes(sets()) ?? lackOfQuorum(judged);
  const readiness = (): Readiness => {
    const nowMs = performance.now();
    const reason = lack(sets().filter((set) => !set.isProven(nowMs)));
    return reason === undefined ? { ready: true } : { ready: false, reason };
  };
  const executor = new Executor(cluster, config.keyspace, {
    queryTimeoutMs: config.query_timeout_ms,
    speculativeDelayMs: config.speculative_delay_ms,
    maxInFlight: config.max_in_flight,
    fault: () => lack(sets()) ?? "no node of Cassandra takes the request",
    isRefusal: isTableRefusal,
    onRefusal: (error) => table.refused(error),
  });
  const announcer = new Announcer(log, `Cassandra's table ${config.keyspace}.${config.table}`);
  const stopTicking = cluster.onTick(() => {
    table.tick();
    announcer.see(readiness());
  });
  const close = async (): Promise<void> => {
    stopTicking();
    executor.close();
    leave();
  };
  if (failFast) await firstAnswer(cluster, table).catch((error) => rethrow(close, config, error));
  return {
    get: (key) => executor.run(operations.get, key, undefined),
    set: (key, value, ttlSeconds) => executor.run(operations.set, key, { value, ttlSeconds }),
    create: (key, value, ttlSeconds) => executor.run(operations.create, key, { value, ttlSeconds }),
    delete: (key) => executor.run(operations.delete, key, undefined),
    readiness,
    stats: () => statsOf(cluster, executor),
    reload: () => cluster.reload(),
    close,
  };
}

function unreachable({ fault }: Cluster): string | undefined {
  return fault === undefined ? undefined : `cannot reach Cassandra: ${fault}`;
}

function lackOfTable({ fault, isPrepared }: TableCheck): string | undefined {
  return fault ?? (isPrepared ? undefined : "still connecting to Cassandra");
}

function lackOfNodes(sets: readonly ReplicaSet[]): string | undefined {
  return sets.length === 0 ? "no node holds the keyspace" : undefined;
}

function lackOfQuorum(sets: readonly ReplicaSet[]): string | undefined {
  const lack = sets.map((set) => set.lack()).find((each) => each !== undefined);
  return lack === undefined ? undefined : `Cassandra has no quorum: ${lack}`;
}

/** Resolves when a node has prepared the statements. */
function firstAnswer(cluster: Cluster, table: TableCheck): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = cluster.onTick(() => {
      const fault = cluster.fault ?? table.fault;
      if (fault === undefined && !table.isPrepared) return;
      stop();
      if (fault === undefined) resolve();
      else reject(new Error(fault));
    });
  });
}

async function rethrow(
  close: () => Promise<void>,
  { hosts, port }: ServiceCassandraConfig,
  cause: unknown,
): Promise<never> {
  await close();
  const place = `${hosts.join(", ")}, port ${port}`;
  throw new StoreError(
    `Error connecting to Cassandra at ${place}: ${(cause as Error).message}. Check the cassandra settings, and that it is up; without --fail-fast kask waits for it.`,
    { cause },
  );
}

function statsOf(cluster: Cluster, executor: Executor): StoreStats {
  return {
    retries: executor.retries,
    speculativeExecutions: executor.hedges,
    inFlight: executor.inFlight,
    nodes: cluster.nodes.map((node) => ({
      address: endpointText(node.endpoint),
      dataCentre: node.dataCentre,
      openConnections: node.openConnections,
      inFlight: node.inFlight,
    })),
  };
}
