import { join } from "node:path";
import { Client } from "cassandra-driver";
import { guardedFolder } from "../guarded-folder.ts";
import { freeAddresses } from "./addresses.ts";
import { type CassandraNode, cassandraNode } from "./node.ts";
import { type NodePlan, nativePort, writeNodeFiles } from "./node-files.ts";
import { clientPatience, patienceMs } from "./patience.ts";
import type { CassandraPlace } from "./place.ts";
import { until } from "./until.ts";

const loginTimeoutMs = 120_000;

/** What may differ from a plain node. */
export type OneNodeOptions = Partial<
  Pick<NodePlan, "address" | "dataCentre" | "heapMb" | "tuning" | "authentication" | "tls">
>;

/** The account that a Cassandra with authentication has at first. */
export const firstLogin = { username: "cassandra", password: "cassandra" } as const;

/** A Cassandra of one node. */
export interface OneNode {
  readonly node: CassandraNode;
  readonly place: CassandraPlace;
  /** Ends it, and leaves nothing. */
  close(): Promise<void>;
}

/**
 * Raises a Cassandra of one node, on a loopback address of its own unless told another; it ends with
 * this process at the latest.
 * @throws {Error} with the last lines of its log
 */
export async function startOneNode(options: OneNodeOptions = {}): Promise<OneNode> {
  const folder = guardedFolder("cassandra");
  const [address = ""] = options.address === undefined ? await freeAddresses(1) : [options.address];
  const plan: NodePlan = {
    folder: join(folder.path, "node"),
    cluster: "one node",
    address,
    seeds: [address],
    dataCentre: "eqiad",
    rack: "a",
    heapMb: 384,
    tuning: "start",
    authentication: false,
    // Nobody stands in for it: where the machine is busy it shall be late rather than fail.
    patienceMs,
    ...options,
  };
  writeNodeFiles(plan);
  const node = cassandraNode(plan);
  try {
    await node.start();
    if (plan.authentication) await untilFirstLogin(plan);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  const place = { host: address, port: nativePort, dc: plan.dataCentre };
  return { node, place, close: () => folder.remove() };
}

/** The account is made after the node takes clients. */
async function untilFirstLogin({ address, dataCentre, tls }: NodePlan): Promise<void> {
  const canLogIn = async (): Promise<boolean> => {
    const client = new Client({
      contactPoints: [`${address}:${nativePort}`],
      localDataCenter: dataCentre,
      credentials: firstLogin,
      socketOptions: clientPatience,
      // Its own certificate stands for a client's, where the node wants to see one.
      ...(tls && { sslOptions: { key: tls.key, cert: tls.cert, rejectUnauthorized: false } }),
    });
    const isIn = await client.connect().then(
      () => true,
      () => false,
    );
    await client.shutdown();
    return isIn;
  };
  await until(canLogIn, loginTimeoutMs, () => `nobody can log in at ${address}`);
}
