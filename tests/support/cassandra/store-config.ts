import { parseConfig } from "../../../service/contract/parse-config.ts";
import { serviceConfig } from "../../../service/contract/parse-service-config.ts";
import type { ServiceCassandraConfig } from "../../../service/contract/service-config.ts";

/** What a store is opened with, by Kask's settings of Cassandra and then ours. */
export function storeConfig(
  settings: object,
  ours: Partial<ServiceCassandraConfig> = {},
): ServiceCassandraConfig {
  const { config, mistakes } = parseConfig({ cassandra: settings });
  if (config === undefined) throw new Error(JSON.stringify(mistakes));
  const [store] = serviceConfig(config).stores;
  if (store === undefined) throw new Error("no store");
  return { ...store.cassandra, ...ours };
}
