import { afterAll, beforeAll, describe, inject } from "vitest";
import { type Cluster, clusterOf } from "./cluster.ts";

/**
 * `describe` for the files of `tests/cluster`: their tests get the cluster that they share, healed;
 * they are skipped, with the reason in the title, where there is none.
 */
export function describeOnCluster(title: string, body: (cluster: Cluster) => void): void {
  const shared = inject("cluster");
  if (shared.plans === undefined) {
    describe.skip(`${title} (needs ${shared.missing})`, () => body(clusterOf([])));
    return;
  }
  const cluster = clusterOf(shared.plans);
  describe(title, () => {
    beforeAll(() => cluster.heal());
    body(cluster);
    afterAll(() => cluster.heal());
  });
}
