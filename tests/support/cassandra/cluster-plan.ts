import { join } from "node:path";
import { freeAddresses } from "./addresses.ts";
import type { NodePlan } from "./node-files.ts";

/** The data centres of the cluster, and how many nodes each has: Wikimedia's two main ones. */
export const clusterReplicas = { eqiad: 3, codfw: 3 } as const;

/** A data centre of the cluster. */
export type ClusterDataCentre = keyof typeof clusterReplicas;

/** A node of the cluster, and the name of its folder. */
export type ClusterNodeName = `${ClusterDataCentre}-${1 | 2 | 3}`;

/** The nodes of a cluster, in the order in which they are started. */
export async function clusterPlan(folder: string): Promise<readonly NodePlan[]> {
  const centres = Object.entries(clusterReplicas).flatMap(([dataCentre, count]) =>
    Array.from({ length: count }, (_, index) => ({ dataCentre, rack: `row ${index + 1}`, index })),
  );
  const addresses = await freeAddresses(centres.length);
  // The first of each data centre, so that no single one must be up for another to start.
  const seeds = addresses.filter((_, place) => centres[place]?.index === 0);
  return centres.map(({ dataCentre, rack, index }, place) => ({
    folder: join(folder, `${dataCentre}-${index + 1}`),
    cluster: "faults",
    address: addresses[place] ?? "",
    seeds,
    dataCentre,
    rack,
    heapMb: 384,
    tuning: "start",
    authentication: false,
  }));
}
