import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeTuning } from "./java.ts";

/** A node that is to be, as plain data, so that any process of a test run can hold it. */
export interface NodePlan {
  /** Its own; all that it writes is in here. */
  readonly folder: string;
  readonly cluster: string;
  /** An address of 127/8. */
  readonly address: string;
  /** Addresses of nodes that it asks about the others when it starts. */
  readonly seeds: readonly string[];
  readonly dataCentre: string;
  readonly rack: string;
  readonly heapMb: number;
  readonly tuning: NodeTuning;
  /** Whether clients must log in; the only account is at first `cassandra`, with that as its password. */
  readonly authentication: boolean;
  readonly tls?: NodeTls;
  /** How long it tries to do what a client asks; without it as long as Cassandra does by itself, two seconds for a write. */
  readonly patienceMs?: number;
}

/** What a node speaks TLS with to its clients; all are PEM texts. */
export interface NodeTls {
  /** PKCS #8, without a passphrase. */
  readonly key: string;
  readonly cert: string;
  /** Clients must show a certificate that this authority signed; without it, none is asked for. */
  readonly clientCa?: string;
}

/** The port on which every node speaks with clients. */
export const nativePort = 9042;

/** The port on which nodes speak with each other. */
export const storagePort = 7000;

/** Writes what a node reads when it starts. */
export function writeNodeFiles(plan: NodePlan): void {
  const conf = join(plan.folder, "conf");
  mkdirSync(conf, { recursive: true });
  mkdirSync(join(plan.folder, "tmp"), { recursive: true });
  const files = {
    // JSON is YAML.
    "cassandra.yaml": JSON.stringify(settings(plan, conf), undefined, 2),
    "cassandra-rackdc.properties": `dc=${plan.dataCentre}\nrack=${plan.rack}\n`,
    "logback.xml": logback(join(plan.folder, "system.log")),
    ...(plan.tls && {
      "server.pem": plan.tls.key + plan.tls.cert,
      "clients.pem": plan.tls.clientCa ?? plan.tls.cert,
    }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(conf, name), text);
}

function settings(plan: NodePlan, conf: string): object {
  return {
    cluster_name: plan.cluster,
    num_tokens: 4,
    partitioner: "org.apache.cassandra.dht.Murmur3Partitioner",
    commitlog_sync: "periodic",
    commitlog_sync_period: "10000ms",
    commitlog_segment_size: "8MiB",
    commitlog_total_space: "64MiB",
    listen_address: plan.address,
    rpc_address: plan.address,
    storage_port: storagePort,
    native_transport_port: nativePort,
    endpoint_snitch: "GossipingPropertyFileSnitch",
    seed_provider: [
      {
        class_name: "org.apache.cassandra.locator.SimpleSeedProvider",
        parameters: [{ seeds: plan.seeds.join() }],
      },
    ],
    authenticator: plan.authentication ? "PasswordAuthenticator" : "AllowAllAuthenticator",
    authorizer: plan.authentication ? "CassandraAuthorizer" : "AllowAllAuthorizer",
    memtable_heap_space: "64MiB",
    key_cache_size: "8MiB",
    file_cache_size: "32MiB",
    // A hint is flushed, and then sent at one of its sender's next two looks, 10 s apart: with the default, 10 s
    // to a flush, what a partition kept apart may take more than 30 s.
    hints_flush_period: "1s",
    concurrent_reads: 16,
    concurrent_writes: 16,
    auto_snapshot: false,
    // A cluster that is being raised has nothing to hand over.
    auto_bootstrap: false,
    ...(plan.tls && { client_encryption_options: encryption(plan.tls, conf) }),
    ...(plan.patienceMs !== undefined && requestTimeouts(plan.patienceMs)),
  };
}

function requestTimeouts(patienceMs: number): object {
  const names = ["read", "range", "write", "truncate"].map((name) => `${name}_request_timeout`);
  const all = [...names, "request_timeout", "cas_contention_timeout"];
  return Object.fromEntries(all.map((name) => [name, `${patienceMs}ms`]));
}

function encryption(tls: NodeTls, conf: string): object {
  return {
    enabled: true,
    optional: false,
    require_client_auth: tls.clientCa !== undefined,
    ssl_context_factory: { class_name: "org.apache.cassandra.security.PEMBasedSslContextFactory" },
    keystore: join(conf, "server.pem"),
    truststore: join(conf, "clients.pem"),
  };
}

/** Without a file of this kind every line of Netty's debug log goes to stdout. */
function logback(file: string): string {
  return `<configuration>
  <appender name="file" class="ch.qos.logback.core.FileAppender">
    <file>${file}</file>
    <encoder><pattern>%-5level %date{HH:mm:ss.SSS} %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="file"/></root>
</configuration>
`;
}
