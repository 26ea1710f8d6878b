import { type CatalogueEntry, lookedUp } from "./catalogue-rows.ts";

const key = (name: string, value?: string): string =>
  lookedUp(`profile::cassandra::${name}`, value);
const javaKey = (name: string): string => lookedUp(`profile::java::${name}`);

/**
 * What runs Cassandra on a host of beta. That `profile::cassandra` brings `profile::java` is left
 * out: what that needs, Wikimedia's own data give every host.
 * @see operations-puppet, modules/role/manifests/beta/cassandra.pp
 */
export const cassandraClasses: readonly CatalogueEntry[] = [
  {
    name: "role::beta::cassandra",
    file: "modules/role/manifests/beta/cassandra.pp",
    line: 4,
    includes: ["profile::base::production", "profile::cassandra"],
    parameters: {},
  },
  {
    name: "profile::cassandra",
    file: "modules/profile/manifests/cassandra.pp",
    line: 4,
    includes: ["cassandra::logging"],
    parameters: {
      all_instances: [
        "Hash",
        key("instances"),
        "By host, then by instance: the parameters of cassandra::instance; {} for one default instance.",
      ],
      rack: ["String", key("rack"), "The rack that the host's instances say they are in."],
      cassandra_settings: ["Hash", key("settings"), "Parameters of the class cassandra."],
      client_ips: [
        "Array[Stdlib::IP::Address]",
        key("client_ips", "[]"),
        "Who may connect to CQL beside the cluster itself.",
      ],
      allow_analytics: [
        "Boolean",
        key("allow_analytics"),
        "Whether the analytics network may connect.",
      ],
      monitor_enabled: ["Boolean", key("monitor_enabled", "true"), "Whether alerts are set up."],
      auto_apply_grants: [
        "Boolean",
        key("auto_apply_grants", "false"),
        "Whether users' CQL is applied, after a look at it, and not left to people.",
      ],
      cassandra_passwords: [
        "Hash[String, String]",
        key("user_credentials", "{}"),
        "Passwords by user, for the users' CQL.",
      ],
      monitor_tls_port: ["Integer", key("monitor_tls_port", "7001"), "Where TLS is watched."],
      tls_keystore_password: [
        "Optional[String]",
        key("tls_keystore_password", "undef"),
        "Opens the keystore.",
      ],
    },
  },
  {
    name: "profile::java",
    file: "modules/profile/manifests/java.pp",
    line: 37,
    parameters: {
      java_packages: [
        "Array[Java::PackageInfo]",
        javaKey("java_packages"),
        "Versions and variants to install, as Strings; without the key, what suits the distribution.",
      ],
      extra_args: ["Hash[String[1], String[1]]", javaKey("extra_args"), "Variables for every JVM."],
      hardened_tls: ["Boolean", javaKey("hardened_tls"), "Whether weak TLS is switched off."],
      egd_source: ["Java::Egd_source", javaKey("egd_source"), "Where Java takes entropy from."],
      trust_puppet_ca: ["Boolean", javaKey("trust_puppet_ca"), "Whether Puppet's CA is trusted."],
      enable_dbg: ["Boolean", javaKey("enable_dbg"), "Whether debug symbols are installed."],
    },
  },
  {
    name: "cassandra",
    file: "modules/cassandra/manifests/init.pp",
    line: 132,
    includes: [],
    parameters: {
      cluster_name: ["String", "'Test Cluster'", "Equal on every node of the cluster."],
      tls_cluster_name: ["Optional[String]", "undef"],
      tls_use_pki: ["Boolean", "false", "Certificates from the PKI in place of Puppet's secrets."],
      tls_use_pki_truststore: ["Boolean", "false"],
      tls_use_pki_keep_old_ca: ["Boolean", "false"],
      tls_keystore_password: ["Optional[String]", "undef"],
      instances: ["Hash", "{}", "By name: the parameters of cassandra::instance."],
      default_instance_params: ["Hash", "{}", "Parameters that every instance starts from."],
      seeds: ["Array[Stdlib::Host]", "[$::ipaddress]", "Whom a new node asks about the cluster."],
      listen_address: ["Stdlib::IP::Address", "$::ipaddress"],
      additional_jvm_opts: ["Array[String]", "[]"],
      extra_classpath: ["Array[String]", "[]"],
      target_version: [
        "Enum['3.x', 'dev', '4.x']",
        "'3.x'",
        "Which Cassandra is installed: 3.11 for 3.x, 4.1 for the others.",
      ],
      memory_allocator: ["String", "'JEMallocAllocator'"],
      cassandra_passwords: ["Hash[String, String]", "{}"],
      native_transport_port: ["Stdlib::Port", "9042", "Where CQL is spoken."],
      dc: ["String", "'datacenter1'", "The data centre, as Kask's local_dc and keyspaces name it."],
      rack: ["String", "'rack1'"],
      logstash_host: ["Stdlib::Host", "'logstash.svc.eqiad.wmnet'"],
      logstash_port: ["Stdlib::Port", "11514"],
      start_rpc: ["Boolean", "true"],
      jbod_devices: ["Array[String]", "[]"],
      super_username: ["String", "'cassandra'", "Everybody knows the default."],
      super_password: ["String", "'cassandra'", "Everybody knows the default."],
      version: ["Optional[String]", "undef", "A Debian version, in place of target_version's."],
      users: ["Array[String]", "[]", "Users whose CQL is put beside the configuration."],
      java_package: ["Optional[String]", "undef"],
      auto_apply_grants: ["Boolean", "false"],
    },
  },
];
