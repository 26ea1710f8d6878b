import { resolve } from "node:path";
import type { Cluster } from "../support/cassandra/cluster.ts";
import type { ClusterDataCentre } from "../support/cassandra/cluster-plan.ts";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";
import { type KaskProcess, keyspaceSettings, startKaskProcess } from "../support/kask-process.ts";

/** With it the suite shows what Wikimedia's own Kask does; much of it fails there. */
const examined = process.env["KASKCTL_CLUSTER_KASK"];

/** Starts a Kask that has a data centre for its own; `settings` stand beside Kask's own of `cassandra`. */
export function startKaskIn(
  cluster: Cluster,
  dataCentre: ClusterDataCentre,
  keyspace: TestKeyspace,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<KaskProcess> {
  const hosts = cluster.nodesIn(dataCentre).map(({ plan }) => plan.address);
  const cassandra = { ...keyspaceSettings(keyspace), hosts, local_dc: dataCentre, ...settings };
  return startKaskProcess({
    settings: { cassandra },
    ...(examined !== undefined && { program: [resolve(examined)] as const }),
  });
}
