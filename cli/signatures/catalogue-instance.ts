import type { CatalogueEntry, ParameterRow } from "./catalogue-rows.ts";

const flag = (value: boolean, doc?: string): ParameterRow => ["Boolean", String(value), doc];
const whole = (value: number, doc?: string): ParameterRow => ["Integer", String(value), doc];
const optional = (type: string): ParameterRow => [`Optional[${type}]`, "undef"];
const path = (value: string, doc?: string): ParameterRow => ["Stdlib::Unixpath", value, doc];

/** The path of a named instance; the default instance has paths of its own. */
const named = (before: string, after = ""): string => `"${before}-\${title}${after}"`;

/** What the class cassandra hands on to each instance. */
const handedOn: Readonly<Record<string, ParameterRow>> = {
  cluster_name: optional("String"),
  memory_allocator: optional("String"),
  listen_address: optional("Stdlib::IP::Address"),
  tls_cluster_name: optional("String"),
  default_applications: optional("String"),
  native_transport_port: optional("Stdlib::Port"),
  target_version: optional("String"),
  seeds: optional("Array[Stdlib::Host, 1]"),
  dc: optional("String"),
  rack: optional("String"),
  additional_jvm_opts: optional("Array[String]"),
  extra_classpath: optional("Array[String]"),
  logstash_host: optional("Stdlib::Host"),
  logstash_port: optional("Stdlib::Port"),
  start_rpc: optional("Boolean"),
  super_username: optional("String"),
  super_password: optional("String"),
  tls_use_pki: flag(false),
  tls_use_pki_truststore: flag(false),
  tls_use_pki_keep_old_ca: flag(false),
  tls_keystore_password: optional("String"),
};

/** What differs between the instances of a host. */
const ofInstance: Readonly<Record<string, ParameterRow>> = {
  config_directory: path(named("/etc/cassandra")),
  service_name: ["String", named("cassandra"), "The systemd unit."],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Puppet's, not ours
  tls_hostname: ["String", '"${::hostname}-${title}"'],
  pid_file: path(named("/var/run/cassandra/cassandra", ".pid")),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Puppet's, not ours
  instance_id: ["String", '"${::hostname}-${title}"'],
  jmx_port: optional("Stdlib::Port"),
  data_directory_base: path(named("/srv/cassandra")),
  data_directories: ["Array[String]", "['data']", "Folders below data_directory_base."],
  data_file_directories: ["Array[Stdlib::Unixpath]", "[]", "Whole paths, in place of those."],
  commitlog_directory: path(named("/srv/cassandra", "/commitlog")),
  hints_directory: path(named("/srv/cassandra", "/data/hints")),
  heapdump_directory: path(named("/srv/cassandra")),
  saved_caches_directory: path(named("/srv/cassandra", "/saved_caches")),
  users: ["Array[String]", "[]"],
  cassandra_passwords: ["Hash[String, String]", "{}"],
  nodetool_path: path(named("/usr/local/bin/nodetool")),
};

/** Settings of cassandra.yaml, and of the JVM. */
const settings: Readonly<Record<string, ParameterRow>> = {
  num_tokens: whole(256),
  authenticator: flag(true, "Whether clients must give a user and a password."),
  authorizor: flag(true, "Whether users need a GRANT."),
  permissions_validity_in_ms: whole(2000),
  disk_failure_policy: ["Enum['stop', 'best_effort', 'ignore']", "'stop'"],
  row_cache_size_in_mb: whole(200),
  concurrent_reads: whole(32),
  concurrent_writes: whole(32),
  concurrent_counter_writes: whole(32),
  trickle_fsync: flag(true),
  trickle_fsync_interval_in_kb: whole(30_240),
  storage_port: ["Stdlib::Port", "7000", "Where the nodes talk to each other."],
  broadcast_address: optional("Stdlib::IP::Address"),
  start_native_transport: flag(true, "Whether CQL is spoken."),
  rpc_address: optional("Stdlib::IP::Address"),
  rpc_port: ["Stdlib::Port", "9160"],
  rpc_server_type: ["Enum['hsha', 'sync', 'async']", "'sync'"],
  incremental_backups: flag(false),
  snapshot_before_compaction: flag(false),
  auto_snapshot: flag(true),
  compaction_throughput_mb_per_sec: whole(16),
  concurrent_compactors: whole(1),
  streaming_socket_timeout_in_ms: whole(0),
  endpoint_snitch: ["String", "'GossipingPropertyFileSnitch'"],
  internode_compression: ["Enum['all', 'dc', 'none']", "'all'"],
  max_heap_size: optional("String"),
  heap_newsize: optional("String"),
  key_cache_size_in_mb: whole(400),
  internode_encryption: ["Enum['all', 'dc', 'none']", "'none'"],
  server_encryption_optional: flag(false),
  client_encryption_enabled: flag(false, "Whether clients may use TLS."),
  client_encryption_optional: flag(false, "Whether they need not."),
  auto_bootstrap: flag(true),
  monitor_enabled: flag(true),
  auto_apply_grants: flag(false),
  legacy_ssl_storage_port_enabled: flag(false),
};

/** What every instance in `profile::cassandra::instances` becomes. */
export const cassandraDefines: readonly CatalogueEntry[] = [
  {
    name: "cassandra::instance",
    file: "modules/cassandra/manifests/instance.pp",
    line: 212,
    parameters: { ...handedOn, ...ofInstance, ...settings },
  },
];
