import type { CassandraConfig } from "../../service/contract/kask-config.ts";
import { parseConfig } from "../../service/contract/parse-config.ts";
import type { Replicas } from "../../service/contract/table.ts";
import { KaskctlError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import type { World } from "../base/world.ts";
import type { HieraMap } from "../hiera/value.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";
import type { CqlLogin } from "../schema/cql-connection.ts";
import type { CassandraPlace } from "../schema/reach-cassandra.ts";
import type { SchemaWish } from "../schema/schema.ts";
import { parseConfig as parseYaml } from "../smoke/config-differences.ts";
import { readHostFile } from "../smoke/host-commands.ts";
import { outcomeFault } from "../ssh/outcome-fault.ts";
import type { Transport } from "../ssh/transport.ts";
import { cassandraOfKask, cassandraUnits } from "./cassandra-of-service.ts";

/** A Kask, the text that makes it, and the hosts that it is for. */
export interface KaskOnHosts {
  readonly kask: ServiceDefinition;
  readonly data: HieraMap;
  readonly hosts: readonly string[];
  /** Undefined: as many copies as is usual. */
  readonly replicas: Replicas | undefined;
}

/** What a Kask expects in Cassandra, and the way there. */
export interface SchemaTarget {
  readonly wish: SchemaWish;
  readonly place: CassandraPlace;
}

/**
 * What a Kask expects in Cassandra, by its configuration. A login that only the puppetserver knows is read where
 * Puppet wrote it.
 * @throws {KaskctlError} value-invalid, wrong-use, secret-unavailable, and why a host could not be asked
 */
export async function schemaTarget(
  { kask, data, hosts, replicas }: KaskOnHosts,
  transport: Transport,
  world: World,
): Promise<SchemaTarget> {
  const { config, hasTls } = cassandraOfKask(kask);
  if (hasTls) {
    throw new KaskctlError("wrong-use", "Cannot speak to a Cassandra that wants TLS.", {
      hint: "Run `kask schema --apply` where the certificates of cassandra.tls are: in Kask's container.",
    });
  }
  const { keyspace, table, port } = config;
  const nodes = config.hosts.filter((host) => !isLookup(host));
  const login = await loginOf(config, async () => hostLogin(kask, hosts, { transport, world }));
  return {
    wish: { keyspace, table, replicas, nodes: [...cassandraUnits(data).values()].flat().length },
    // What only a host's facts say is most often the host itself.
    place: { hosts, nodes: nodes.length === 0 ? hosts : nodes, port, login },
  };
}

function isLookup(text: string): boolean {
  return text.includes("%{");
}

type Authentication = CassandraConfig["authentication"];

async function loginOf(
  { authentication }: CassandraConfig,
  onHost: () => Promise<Authentication>,
): Promise<CqlLogin | undefined> {
  const isKnown = !Object.values(authentication).some(isLookup);
  const { username, password } = isKnown ? authentication : await onHost();
  return username === "" ? undefined : { username, password: new Secret(password) };
}

/** The login as Kask reads it. */
async function hostLogin(
  kask: ServiceDefinition,
  [host = ""]: readonly string[],
  { transport, world }: { readonly transport: Transport; readonly world: World },
): Promise<Authentication> {
  const path = `/etc/${kask.title}/config.yaml`;
  const command = readHostFile(path);
  const outcome = await transport.run(host, command, { signal: world.signal });
  if (outcome.kind !== "exited")
    throw outcomeFault({ fqdn: host, purpose: command.purpose }, outcome);
  const { config } = parseConfig(parseYaml(outcome.stdout));
  if (outcome.exitCode === 0 && config !== undefined) return config.cassandra.authentication;
  throw new KaskctlError(
    "secret-unavailable",
    `The login of Cassandra is known to the puppetserver only, and ${host} has no ${path} yet.`,
    { host, hint: "Run Puppet there first: `kaskctl agent run`." },
  );
}
