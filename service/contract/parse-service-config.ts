import type { KaskConfig } from "./kask-config.ts";
import type { ServiceConfig } from "./service-config.ts";

const longestTtlSeconds = 630_720_000;

/** What Kask's own settings mean to this service, with its defaults for what Kask has no setting for. */
export function serviceConfig(config: KaskConfig): ServiceConfig {
  const { base_uri, default_ttl, cassandra, ...process } = config;
  return {
    ...process,
    max_body_bytes: 10 * 1024 * 1024,
    stores: [
      {
        name: "",
        base_uri,
        default_ttl,
        max_ttl: longestTtlSeconds,
        cassandra: {
          ...cassandra,
          delete_consistency: "EACH_QUORUM",
          create_serial: "local",
          speculative_delay_ms: 100,
          max_in_flight: 2048,
        },
      },
    ],
  };
}
