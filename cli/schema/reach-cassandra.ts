import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { Transport, Tunnel } from "../ssh/transport.ts";
import { type CqlConnection, type CqlLogin, openCql } from "./cql-connection.ts";
import { CqlError } from "./cql-error.ts";

/** Where Cassandra is, as Kask is told. */
export interface CassandraPlace {
  /** The hosts that SSH reaches. */
  readonly hosts: readonly string[];
  /** Names or addresses of nodes as those hosts know them; what is one of `hosts` is asked from itself. */
  readonly nodes: readonly string[];
  readonly port: number;
  readonly login: CqlLogin | undefined;
}

/** How to get there. */
export interface Reach {
  readonly transport: Transport;
  readonly world: World;
  /** For how long to try again where no node answers yet. */
  readonly waitMs: number;
}

const pauseMs = 500;

/** Cassandra makes its first account some seconds after it takes clients. */
const firstAccountMs = 30_000;

/**
 * Speaks CQL with the first node that lets us in, through tunnels that end with `use`.
 * @throws {KaskctlError} cassandra-unreachable, cassandra-refused, interrupted, and why a host could not be reached
 */
export async function withCassandra<Result>(
  place: CassandraPlace,
  reach: Reach,
  use: (cql: CqlConnection) => Promise<Result>,
): Promise<Result> {
  const { transport, world } = reach;
  const tunnels: Tunnel[] = [];
  try {
    for (const { host, address } of await waysTo(place, reach)) {
      tunnels.push(await transport.openTunnel(host, place.port, address));
    }
    const cql = await connect(tunnels, place, reach);
    return await use(cql).finally(() => cql.close());
  } catch (error) {
    throw faultOf(error, place, world.signal);
  } finally {
    await Promise.all(tunnels.map((tunnel) => tunnel.close()));
  }
}

interface Way {
  /** Where to go by SSH. */
  readonly host: string;
  /** Where to go from there. */
  readonly address: string;
}

async function waysTo({ hosts, nodes }: CassandraPlace, reach: Reach): Promise<readonly Way[]> {
  const [first = ""] = hosts;
  const ways = nodes.map(async (node) => {
    if (!hosts.includes(node)) return [{ host: first, address: node }];
    const addresses = [node, ...(await ownAddresses(node, reach))];
    return addresses.map((address) => ({ host: node, address }));
  });
  return (await Promise.all(ways)).flat();
}

/** Debian lets a host's own name lead to its loopback, where Cassandra does not listen. */
async function ownAddresses(host: string, { transport, world }: Reach): Promise<readonly string[]> {
  const purpose = "asking the host for its addresses";
  const script = "hostname -I";
  const command = { purpose, script, args: [], asRoot: false, mutates: false, timeoutMs: 30_000 };
  const outcome = await transport.run(host, command, { signal: world.signal });
  if (outcome.kind !== "exited" || outcome.exitCode !== 0) return [];
  return outcome.stdout.split(/\s+/).filter((word) => word !== "");
}

/** @throws {CqlError} what the last round met */
async function connect(
  tunnels: readonly Tunnel[],
  place: CassandraPlace,
  { world, waitMs }: Reach,
): Promise<CqlConnection> {
  const { clock, signal, progress } = world;
  let endsAt = clock.now() + waitMs;
  let told: string | undefined;
  for (;;) {
    const found = await connectOnce(tunnels, place.login, signal);
    if (!(found instanceof CqlError)) return found;
    if (found.fault === "login") endsAt = Math.min(endsAt, clock.now() + firstAccountMs);
    if (clock.now() >= endsAt) throw found;
    if (found.message !== told)
      progress(`… waiting for Cassandra at ${placeText(place)}: ${found.message}`);
    told = found.message;
    await clock.sleep(pauseMs, signal);
  }
}

/** A connection, or why there is none: a node that answers but lets nobody in says most. */
async function connectOnce(
  tunnels: readonly Tunnel[],
  login: CqlLogin | undefined,
  signal: AbortSignal,
): Promise<CqlConnection | CqlError> {
  let failure = new CqlError("away", "no node is named");
  for (const { socketPath } of tunnels) {
    try {
      return await openCql(socketPath, login, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof CqlError)) throw error;
      if (failure.fault === "away") failure = error;
    }
  }
  return failure;
}

/** What an abort makes of itself on its way up differs. */
function faultOf(error: unknown, place: CassandraPlace, signal: AbortSignal): unknown {
  if (error instanceof KaskctlError) return error;
  if (signal.aborted) {
    return new KaskctlError("interrupted", "Stopped while Cassandra was asked.", { cause: error });
  }
  if (!(error instanceof CqlError)) return error;
  const where = `Cassandra at ${placeText(place)}`;
  const { message, cause } = error;
  switch (error.fault) {
    case "away":
      return new KaskctlError(
        "cassandra-unreachable",
        `${where} does not answer ${place.hosts.join(", ")}: ${message}.`,
        {
          cause,
          hint: "Look at its unit there (`systemctl status cassandra`), and at cassandra.hosts of the Hiera text.",
        },
      );
    case "login":
      return new KaskctlError("cassandra-refused", `${where} lets nobody in: ${message}.`, {
        hint: "Check cassandra.authentication of the Hiera text.",
      });
    case "alone":
      return new KaskctlError("cassandra-unreachable", `${where} lacks other nodes: ${message}.`, {
        hint: "Look there which nodes are up (`nodetool status`), and try again.",
      });
    case "refused":
      return new KaskctlError("cassandra-refused", `${where} refused a statement: ${message}.`, {
        hint: "`kaskctl schema plan` prints the statements; somebody who may can run them.",
      });
  }
}

function placeText({ nodes, port }: CassandraPlace): string {
  return `${nodes.join(", ")}, port ${port}`;
}
