import { resolve } from "node:path";
import type { Cluster } from "../support/cassandra/cluster.ts";
import type { ClusterDataCentre } from "../support/cassandra/cluster-plan.ts";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";
import { until } from "../support/cassandra/until.ts";
import { cassandraSettings, type KaskProcess, startKaskProcess } from "../support/kask-process.ts";
import { ask } from "../support/running-kask.ts";

/** With it the suite shows what Wikimedia's own Kask does; much of it fails there. */
const examined = process.env["KASKCTL_CLUSTER_KASK"];

const connectTimeoutMs = 60_000;

/** Starts a Kask that has a data centre for its own; `settings` stand beside Kask's own of `cassandra`. It is there once it reads. */
export async function startKaskIn(
  cluster: Cluster,
  dataCentre: ClusterDataCentre,
  keyspace: TestKeyspace,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<KaskProcess> {
  const hosts = cluster.nodesIn(dataCentre).map(({ plan }) => plan.address);
  const cassandra = { ...cassandraSettings(keyspace), hosts, local_dc: dataCentre, ...settings };
  const kask = await startKaskProcess({
    settings: { cassandra },
    ...(examined !== undefined && { program: [resolve(examined)] as const }),
  });
  const path = `${kask.baseUri}nothing`;
  const reads = async (): Promise<boolean> => (await ask(kask.port, "GET", path)).status === 404;
  await until(reads, connectTimeoutMs, () => `Kask does not read:\n${kask.lines.join("\n")}`);
  return kask;
}
