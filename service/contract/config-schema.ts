/**
 * Contract: what Kask's configuration, HTTP answers, metrics and table look like.
 *
 * Takes  nothing; plain values and text that others hand in.
 * Gives  tables and pure functions on which `service/` and `cli/` agree.
 * Never  reads a file, opens a socket, or imports anything of ours.
 */

/** What a setting may hold. `integer` is Go's `int`: a quoted number is refused. */
type SettingType = "string" | "integer" | "boolean" | "string-list";

/** One setting of Kask's configuration file: schema, reference page, lint and start-up check grow from it. */
export interface KaskSetting {
  /** The keys from the top down, as in `["cassandra", "tls", "ca"]`. */
  readonly path: readonly string[];
  readonly type: SettingType;
  /** What Kask uses when the setting is absent. */
  readonly default: string | number | boolean | readonly string[];
  /** One or two sentences for the reference page and for editors. */
  readonly description: string;
  readonly unit?: "seconds" | "milliseconds";
  /** The words it may be, in lower case; Kask reads them in any case. */
  readonly words?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Its value must never be printed. */
  readonly secret?: true;
  /** File and symbol of Kask that reads it. */
  readonly source: string;
  /** The first Kask that knows it, where that is later than v1.0.10. */
  readonly since?: string;
}

const highestPort = 65_535;

/** Every setting that Kask reads, in the order of its reference page. */
export const kaskSettings: readonly KaskSetting[] = [
  {
    path: ["service_name"],
    type: "string",
    default: "kask",
    description: "The name that log lines carry as `appname`.",
    source: "config.go, Config.ServiceName",
  },
  {
    path: ["base_uri"],
    type: "string",
    default: "/v1/",
    description:
      "What stands before every key in a URL. Kask adds a missing slash at either end in silence.",
    source: "config.go, Config.BaseURI and validate",
  },
  {
    path: ["listen_address"],
    type: "string",
    default: "localhost",
    description:
      "The address to listen on; empty is every address. In a container the default cannot be reached from outside.",
    source: "config.go, Config.Address",
  },
  {
    path: ["listen_port"],
    type: "integer",
    default: 8080,
    minimum: 0,
    maximum: highestPort,
    description: "The TCP port to listen on.",
    source: "config.go, Config.Port",
  },
  {
    path: ["default_ttl"],
    type: "integer",
    default: 86_400,
    minimum: 0,
    unit: "seconds",
    description: "How long a stored value lives; 0 keeps it forever.",
    source: "config.go, Config.DefaultTTL",
  },
  {
    path: ["log_level"],
    type: "string",
    default: "info",
    words: ["debug", "info", "warning", "error", "fatal"],
    description: "The least severe level that is logged.",
    source: "config.go, validateLogLevel",
  },
  {
    path: ["openapi_spec"],
    type: "string",
    default: "",
    description:
      "The file that `/openapi` serves, a YAML text in which `{{ .BaseURI }}` stands for the base URI. Empty: there is no `/openapi`.",
    source: "config.go, Config.OpenAPISpec; http.go, OpenAPI",
  },
  {
    path: ["tls", "cert"],
    type: "string",
    default: "",
    description:
      "The file of the server's certificate, followed by its authority's. With `tls.key` Kask speaks HTTPS.",
    source: "config.go, Config.TLS.CertPath",
  },
  {
    path: ["tls", "key"],
    type: "string",
    default: "",
    description: "The file of the certificate's private key.",
    source: "config.go, Config.TLS.KeyPath",
  },
  {
    path: ["cassandra", "hosts"],
    type: "string-list",
    default: ["localhost"],
    description: "The Cassandra nodes to ask first; the others are found through them.",
    source: "config.go, Config.Cassandra.Hosts",
  },
  {
    path: ["cassandra", "port"],
    type: "integer",
    default: 9042,
    minimum: 1,
    maximum: highestPort,
    description: "The port of Cassandra's native protocol, the same on every node.",
    source: "config.go, Config.Cassandra.Port",
  },
  {
    path: ["cassandra", "keyspace"],
    type: "string",
    default: "kask",
    description: "The keyspace of the table; no value can be stored until it exists.",
    source: "config.go, Config.Cassandra.Keyspace",
  },
  {
    path: ["cassandra", "table"],
    type: "string",
    default: "values",
    description: "The table of the values.",
    source: "config.go, Config.Cassandra.Table",
  },
  {
    path: ["cassandra", "local_dc"],
    type: "string",
    default: "",
    description:
      "The data centre whose nodes are asked, so that LOCAL_QUORUM is local. Empty: any node.",
    source: "config.go, Config.Cassandra.LocalDC",
  },
  {
    path: ["cassandra", "query_timeout_ms"],
    type: "integer",
    default: 12_000,
    minimum: 0,
    unit: "milliseconds",
    description: "How long to wait for the answer to one query.",
    source: "config.go, Config.Cassandra.QueryTimeout",
  },
  {
    path: ["cassandra", "connect_timeout_ms"],
    type: "integer",
    default: 5000,
    minimum: 0,
    unit: "milliseconds",
    description: "How long to wait for a connection to a node.",
    source: "config.go, Config.Cassandra.ConnectTimeout",
  },
  {
    path: ["cassandra", "tls", "ca"],
    type: "string",
    default: "",
    description: "The file of the authority that signed Cassandra's certificates; it turns TLS on.",
    source: "config.go, Config.Cassandra.TLS.CaPath",
  },
  {
    path: ["cassandra", "tls", "cert"],
    type: "string",
    default: "",
    description: "The file of the client certificate, where Cassandra asks for one.",
    source: "config.go, Config.Cassandra.TLS.CertPath",
  },
  {
    path: ["cassandra", "tls", "key"],
    type: "string",
    default: "",
    description: "The file of the client certificate's private key.",
    source: "config.go, Config.Cassandra.TLS.KeyPath",
  },
  {
    path: ["cassandra", "tls", "enable_host_verification"],
    type: "boolean",
    default: true,
    description:
      "Whether Cassandra's certificate must be signed by the authority and name the host. Older Kasks ignore it and verify nothing.",
    source: "operations/deployment-charts, charts/kask",
    since: "v1.0.18",
  },
  {
    path: ["cassandra", "authentication", "username"],
    type: "string",
    default: "",
    description: "The role to log in with; empty is no login.",
    source: "config.go, Config.Cassandra.Authentication.Username",
  },
  {
    path: ["cassandra", "authentication", "password"],
    type: "string",
    default: "",
    secret: true,
    description: "The role's password.",
    source: "config.go, Config.Cassandra.Authentication.Password",
  },
];
