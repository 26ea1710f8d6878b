import { basename } from "node:path";
import { Client, errors, policies, types } from "cassandra-driver";
import { createTable } from "../../../service/contract/table.ts";
import { type ClusterDataCentre, type ClusterNodeName, clusterReplicas } from "./cluster-plan.ts";
import { newKeyspace, type TestKeyspace } from "./keyspace.ts";
import { type CassandraNode, cassandraNode } from "./node.ts";
import { type NodePlan, nativePort } from "./node-files.ts";
import { clientPatience } from "./patience.ts";
import type { CassandraPlace } from "./place.ts";
import { until } from "./until.ts";

/** Two data centres of three nodes each, which a test may hurt as it likes. */
export interface Cluster {
  readonly nodes: readonly CassandraNode[];
  nodesIn(dataCentre: ClusterDataCentre): readonly CassandraNode[];
  node(name: ClusterNodeName): CassandraNode;
  /** Where its clients begin in a data centre. */
  place(dataCentre: ClusterDataCentre): CassandraPlace;
  /** A keyspace of which every node has all rows. */
  newKeyspace(): Promise<TestKeyspace>;
  /** Starts all that is dead at once, resumes what hangs, and waits until every node sees all others. */
  heal(): Promise<void>;
}

const settleTimeoutMs = 180_000;
/** Each question opens connections, which a node that is just starting feels. */
const settlePauseMs = 500;

/** The cluster of the plans; its nodes are not touched. */
export function clusterOf(plans: readonly NodePlan[]): Cluster {
  const nodes = plans.map(cassandraNode);
  const nodesIn = (dataCentre: ClusterDataCentre) =>
    nodes.filter(({ plan }) => plan.dataCentre === dataCentre);
  const place = (dc: ClusterDataCentre): CassandraPlace => ({
    host: nodesIn(dc)[0]?.plan.address ?? "",
    port: nativePort,
    dc,
  });
  return {
    nodes,
    nodesIn,
    node(name) {
      const node = nodes.find(({ plan }) => basename(plan.folder) === name);
      if (node === undefined) throw new Error(`the cluster has no node ${name}`);
      return node;
    },
    place,
    newKeyspace: () => newKeyspace(place("eqiad"), { replicas: clusterReplicas }),
    async heal() {
      await Promise.all(nodes.map((node) => (node.isRunning() ? node.resume() : node.start())));
      for (const node of nodes) await untilItSeesAll(node);
    },
  };
}

/**
 * Reads and writes that a node has taken from clients for the tables of a keyspace since it was
 * started; undefined where it cannot be asked.
 */
export async function requestsTaken(
  node: CassandraNode,
  keyspace: string,
): Promise<number | undefined> {
  const tables = ["coordinator_read_latency", "coordinator_write_latency"];
  try {
    return await withClientOf(node, async (client) => {
      const results = await Promise.all(
        tables.map((table) =>
          client.execute(`SELECT keyspace_name, count FROM system_views.${table}`),
        ),
      );
      return results
        .flatMap(({ rows }) => rows)
        .filter((row) => row["keyspace_name"] === keyspace)
        .reduce((sum, row) => sum + Number(row["count"]), 0);
    });
  } catch (error) {
    if (error instanceof errors.NoHostAvailableError) return undefined;
    throw error;
  }
}

/** Of this table every node has all rows, so that reading it from all tells whether all are seen. */
const witness = { keyspace: "witness", table: "values" };

/** Makes the table by which {@link Cluster.heal} sees that all is well. */
export async function makeWitness(node: CassandraNode): Promise<void> {
  const copies = Object.entries(clusterReplicas).map(([dc, count]) => `'${dc}': ${count}`);
  const replication = `{'class': 'NetworkTopologyStrategy', ${copies.join()}}`;
  await withClientOf(node, async (client) => {
    await client.execute(`CREATE KEYSPACE ${witness.keyspace} WITH replication = ${replication}`);
    await client.execute(createTable(witness.keyspace, witness.table));
  });
}

async function untilItSeesAll(node: CassandraNode): Promise<void> {
  let reason = "";
  const seesAll = (): Promise<boolean> =>
    withClientOf(node, (client) =>
      client.execute(`SELECT key FROM "${witness.keyspace}"."${witness.table}"`, [], {
        consistency: types.consistencies.all,
      }),
    ).then(
      () => true,
      (error: Error) => {
        reason = error.message;
        return false;
      },
    );
  const { address } = node.plan;
  const complaint = () => `${address} does not see all others: ${reason}`;
  await until(seesAll, settleTimeoutMs, complaint, settlePauseMs);
}

/** A client for one question: one that lives longer would go on with its own idea of which nodes are up. */
async function withClientOf<Result>(
  { plan: { address, dataCentre } }: CassandraNode,
  ask: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { AllowListPolicy, DCAwareRoundRobinPolicy } = policies.loadBalancing;
  const place = `${address}:${nativePort}`;
  const client = new Client({
    contactPoints: [place],
    socketOptions: clientPatience,
    policies: {
      loadBalancing: new AllowListPolicy(new DCAwareRoundRobinPolicy(dataCentre), [place]),
      retry: new policies.retry.FallthroughRetryPolicy(),
    },
  });
  try {
    return await ask(client);
  } finally {
    await client.shutdown();
  }
}
