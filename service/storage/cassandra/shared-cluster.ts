import type { Log } from "../../contract/log.ts";
import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import { Cluster } from "./cluster.ts";

/** A cluster that several stores use. */
export interface SharedCluster {
  readonly cluster: Cluster;
  /** The last one to leave closes it. */
  leave(): void;
}

const clusters = new Map<string, { readonly cluster: Cluster; users: number }>();

/**
 * The cluster that a configuration names, which stores of the same hosts, login and TLS share.
 * @throws {PemError} when a TLS file cannot be used
 */
export function joinCluster(config: ServiceCassandraConfig, log: Log): SharedCluster {
  const { hosts, port, local_dc, connect_timeout_ms, tls, authentication } = config;
  const name = JSON.stringify([hosts, port, local_dc, connect_timeout_ms, tls, authentication]);
  const shared = clusters.get(name) ?? { cluster: new Cluster(config, log), users: 0 };
  clusters.set(name, shared);
  shared.users++;
  return {
    cluster: shared.cluster,
    leave() {
      shared.users--;
      if (shared.users > 0) return;
      clusters.delete(name);
      shared.cluster.close();
    },
  };
}
