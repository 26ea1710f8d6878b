import type { CassandraConfig } from "./kask-config.ts";

/** Everything one process is told: where it listens, and the stores that it serves. */
export interface ServiceConfig {
  /** `appname` of the log lines. */
  readonly service_name: string;
  readonly listen_address: string;
  readonly listen_port: number;
  /** In lower case. */
  readonly log_level: string;
  readonly openapi_spec: string;
  readonly tls: { readonly cert: string; readonly key: string };
  /** The longest body that is read, in bytes; a longer one is answered with 413. */
  readonly max_body_bytes: number;
  /** At least one; no two have the same base URI, nor the same name. */
  readonly stores: readonly StoreConfig[];
}

/** One store of a process: a base URI and the table behind it. */
export interface StoreConfig {
  /** What metrics and log lines call it, and its folder where it is embedded; empty where it is the only one. */
  readonly name: string;
  /** With leading and trailing slash. */
  readonly base_uri: string;
  /** Seconds; 0 is forever. */
  readonly default_ttl: number;
  /** The longest time that a request may ask for with `Kask-TTL`, in seconds. */
  readonly max_ttl: number;
  readonly cassandra: ServiceCassandraConfig;
}

/** Kask's settings of Cassandra, and ours beside them. */
export interface ServiceCassandraConfig extends CassandraConfig {
  /** What a DELETE waits for; Kask's is `EACH_QUORUM`, which no data centre may be missing for. */
  readonly delete_consistency: "EACH_QUORUM" | "LOCAL_QUORUM";
  /** How far a conditional create is exclusive: within a data centre, or across all. */
  readonly create_serial: "local" | "global";
  /** After how long without an answer a second replica is asked; 0: never. */
  readonly speculative_delay_ms: number;
  /** How many requests may wait for Cassandra at once; more are answered with 503. */
  readonly max_in_flight: number;
}
