import { join } from "node:path";
import { freeAddresses } from "./addresses.ts";
import { guardedFolder } from "./guarded-folder.ts";
import { type CassandraNode, cassandraNode } from "./node.ts";
import { type NodePlan, nativePort, writeNodeFiles } from "./node-files.ts";
import type { CassandraPlace } from "./place.ts";

/** What may differ from a plain node. */
export type OneNodeOptions = Partial<
  Pick<NodePlan, "dataCentre" | "heapMb" | "tuning" | "authentication" | "tls">
>;

/** A Cassandra of one node. */
export interface OneNode {
  readonly node: CassandraNode;
  readonly place: CassandraPlace;
  /** Ends it, and leaves nothing. */
  close(): Promise<void>;
}

/**
 * Raises a Cassandra of one node, on an address of its own; it ends with this process at the latest.
 * @throws {Error} with the last lines of its log
 */
export async function startOneNode(options: OneNodeOptions = {}): Promise<OneNode> {
  const folder = guardedFolder("cassandra");
  const [address = ""] = await freeAddresses(1);
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
    ...options,
  };
  writeNodeFiles(plan);
  const node = cassandraNode(plan);
  try {
    await node.start();
  } catch (error) {
    await folder.remove();
    throw error;
  }
  const place = { host: address, port: nativePort, dc: plan.dataCentre };
  return { node, place, close: () => folder.remove() };
}
