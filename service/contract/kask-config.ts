/** A complete configuration: every setting of `kaskSettings` with its value or default. */
export interface KaskConfig {
  readonly service_name: string;
  /** With leading and trailing slash. */
  readonly base_uri: string;
  readonly listen_address: string;
  readonly listen_port: number;
  /** Seconds; 0 is forever. */
  readonly default_ttl: number;
  /** In lower case. */
  readonly log_level: string;
  readonly openapi_spec: string;
  readonly tls: { readonly cert: string; readonly key: string };
  readonly cassandra: CassandraConfig;
}

/** How to reach Cassandra, and which table to use there. */
export interface CassandraConfig {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly keyspace: string;
  readonly table: string;
  readonly local_dc: string;
  readonly query_timeout_ms: number;
  readonly connect_timeout_ms: number;
  readonly tls: {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
    readonly enable_host_verification: boolean;
  };
  readonly authentication: { readonly username: string; readonly password: string };
}
