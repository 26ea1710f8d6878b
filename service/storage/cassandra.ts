import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { auth, Client, policies, types } from "cassandra-driver";
import { consistency } from "../contract/consistency.ts";
import type { CassandraConfig } from "../contract/kask-config.ts";
import type { ServiceCassandraConfig } from "../contract/service-config.ts";
import { tableStatements } from "../contract/table.ts";
import { type Store, StoreError } from "./store.ts";

/**
 * A store in a Cassandra table, of which nothing is asked that Kask does not ask. Every statement
 * may be sent twice without harm, and is marked so: the driver goes to the next replica when one dies.
 * @throws {StoreError} when Cassandra cannot be reached, has no such keyspace, or a TLS file is unreadable
 * @see mediawiki-services-kask/storage.go, NewCassandraStore
 */
export async function openCassandraStore(config: ServiceCassandraConfig): Promise<Store> {
  const client = new Client({
    contactPoints: config.hosts.map((host) => contactPoint(host, config.port)),
    keyspace: config.keyspace,
    socketOptions: {
      connectTimeout: config.connect_timeout_ms,
      readTimeout: config.query_timeout_ms,
    },
    queryOptions: { prepare: true, isIdempotent: true },
    ...placement(config.local_dc),
    ...login(config),
    ...encryption(config),
  });
  try {
    await client.connect();
  } catch (cause) {
    await client.shutdown();
    const place = config.hosts.join(", ");
    throw new StoreError(
      `Error connecting to Cassandra at ${place}, port ${config.port}: ${reasonOf(cause)}. Check the cassandra settings, and that it is up.`,
      { cause },
    );
  }
  return storeOf(client, config);
}

const driverConsistency = {
  LOCAL_QUORUM: types.consistencies.localQuorum,
  EACH_QUORUM: types.consistencies.eachQuorum,
} as const;

const serial = {
  local: types.consistencies.localSerial,
  global: types.consistencies.serial,
} as const;

function storeOf(client: Client, config: ServiceCassandraConfig): Store {
  const statements = tableStatements(config.keyspace, config.table);
  const read = { consistency: driverConsistency[consistency.read] };
  const write = { consistency: driverConsistency[consistency.write] };
  const create = { ...write, isIdempotent: false, serialConsistency: serial[config.create_serial] };
  const remove = { consistency: driverConsistency[config.delete_consistency] };

  return {
    async get(key) {
      const result = await ask(client, statements.select, [key], read);
      // An empty blob comes back as an empty buffer, an absent row as no row.
      return (result.first()?.get("value") as Buffer | null | undefined) ?? undefined;
    },
    async set(key, value, ttlSeconds) {
      await ask(client, statements.insert, [key, asBuffer(value), ttlSeconds], write);
    },
    async create(key, value, ttlSeconds) {
      const parameters = [key, asBuffer(value), ttlSeconds];
      const result = await ask(client, statements.create, parameters, create);
      return result.wasApplied();
    },
    async delete(key) {
      await ask(client, statements.delete, [key], remove);
    },
    readiness: () => ({ ready: true }),
    stats: () => ({ retries: 0, speculativeExecutions: 0, inFlight: 0, nodes: [] }),
    async close() {
      await client.shutdown();
    },
  };
}

async function ask(
  client: Client,
  statement: string,
  parameters: readonly unknown[],
  options: { readonly consistency: types.consistencies },
): Promise<types.ResultSet> {
  try {
    return await client.execute(statement, parameters as unknown[], options);
  } catch (cause) {
    throw new StoreError(reasonOf(cause), { cause });
  }
}

function asBuffer(value: Uint8Array): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.length);
}

function contactPoint(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Without a data centre any node is asked, as Kask does; with one, only its nodes. */
function placement(localDc: string): object {
  if (localDc !== "") return { localDataCenter: localDc };
  const { RoundRobinPolicy, TokenAwarePolicy } = policies.loadBalancing;
  return { policies: { loadBalancing: new TokenAwarePolicy(new RoundRobinPolicy()) } };
}

function login({ authentication: { username, password } }: CassandraConfig): object {
  if (username === "") return {};
  return { authProvider: new auth.PlainTextAuthProvider(username, password) };
}

/** @throws {StoreError} when a file cannot be read */
function encryption({ tls }: CassandraConfig): { sslOptions?: ConnectionOptions } {
  if (tls.ca === "") return {};
  return {
    sslOptions: {
      ca: readPem("cassandra.tls.ca", tls.ca),
      ...(tls.cert !== "" && {
        cert: readPem("cassandra.tls.cert", tls.cert),
        key: readPem("cassandra.tls.key", tls.key),
      }),
      rejectUnauthorized: tls.enable_host_verification,
    },
  };
}

function readPem(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(`cannot read ${setting}: ${reason}`, { cause });
  }
}

/** The driver hides the reason of each host behind "All host(s) tried for query failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { innerErrors } = error as { innerErrors?: Readonly<Record<string, unknown>> };
  if (innerErrors === undefined || Object.keys(innerErrors).length === 0) return error.message;
  return Object.entries(innerErrors)
    .map(([host, inner]) => `${host}: ${inner instanceof Error ? inner.message : String(inner)}`)
    .join("; ");
}
