import { totalmem } from "node:os";
import type { TestProject } from "vitest/node";
import { guardedFolder } from "../guarded-folder.ts";
import { missingHere } from "../requires.ts";
import { clusterOf, makeWitness } from "./cluster.ts";
import { clusterPlan } from "./cluster-plan.ts";
import { cassandraNode } from "./node.ts";
import { type NodePlan, writeNodeFiles } from "./node-files.ts";

/** The cluster that the files of a project share, or why there is none. */
export type SharedCluster =
  | { readonly plans: readonly NodePlan[] }
  | { readonly plans: undefined; readonly missing: string };

declare module "vitest" {
  interface ProvidedContext {
    readonly cluster: SharedCluster;
  }
}

/** Six nodes take 5 GB, and the tests run beside them. */
const neededBytes = 10e9;

/** Raises the cluster for all files of the project `cluster`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const missing = missingFor();
  if (missing !== "") {
    project.provide("cluster", { plans: undefined, missing });
    return;
  }
  const folder = guardedFolder("cassandra-cluster");
  try {
    const plans = await clusterPlan(folder.path);
    for (const plan of plans) await startOnceMore(plan);
    const cluster = clusterOf(plans);
    const [first] = cluster.nodes;
    if (first !== undefined) await makeWitness(first);
    await cluster.heal();
    project.provide("cluster", { plans });
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return () => folder.remove();
}

function missingFor(): string {
  const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  if (memoryBytes < neededBytes) return "10 GB of memory";
  return missingHere("java", "cassandra").join(", ");
}

/** A node that joins on a busy machine may give up on its seeds; the second time it finds them. */
async function startOnceMore(plan: NodePlan): Promise<void> {
  writeNodeFiles(plan);
  const node = cassandraNode(plan);
  try {
    await node.start();
  } catch (error) {
    console.warn(`Starting it once more: ${error instanceof Error ? error.message : error}`);
    if (node.isRunning()) await node.kill();
    await node.start();
  }
}
