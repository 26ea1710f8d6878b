import { type FaultCode, KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { HieraMap } from "../hiera/value.ts";
import { applySchema, readSchemaPlan } from "../schema/apply-schema.ts";
import { withCassandra } from "../schema/reach-cassandra.ts";
import { refuseSchema } from "../schema/refuse-schema.ts";
import { type SchemaPlan, statementsOf } from "../schema/schema.ts";
import { outcomeFault } from "../ssh/outcome-fault.ts";
import type { RemoteCommand, Transport } from "../ssh/transport.ts";
import { cassandraOfKask, cassandraUnits } from "./cassandra-of-service.ts";
import { schemaTarget } from "./schema-target.ts";
import { kaskAmong, servicesOfData } from "./services-of-data.ts";

/** The hosts of a service, after Puppet ran there. */
export interface SchemaStepRequest {
  readonly data: HieraMap;
  readonly hosts: readonly string[];
  readonly transport: Transport;
  readonly world: World;
}

/** A new Cassandra takes clients after this at the latest; on a small instance that takes minutes. */
export const cassandraStartMs = 180_000;

/**
 * The first deploy: Puppet starts Kask before there is a keyspace, and Kask exits until there is one. So where Puppet
 * has put a Cassandra on these hosts, keyspace and table are made in it, and a Kask that is down is started.
 * @returns what was found, in a few words
 * @throws {KaskctlError} what reaching Cassandra throws, schema-differs, cassandra-incomplete, schema-elsewhere
 */
export async function schemaStep(request: SchemaStepRequest): Promise<string> {
  const { data, hosts, transport, world } = request;
  const kask = kaskAmong(servicesOfData(data));
  if (!kask) return "the service runs no Kask";
  if (!(await hasCassandra(request))) return "Puppet made no Cassandra on these hosts";
  if (cassandraOfKask(kask).hasTls)
    return "left to `kask schema --apply`, since Cassandra wants TLS";
  const reach = { transport, world, waitMs: cassandraStartMs };
  const target = await schemaTarget({ kask, data, hosts, replicas: undefined }, transport, world);
  const plan = await withCassandra(target.place, reach, async (cql) => {
    const found = await readSchemaPlan(cql, target.wish, world, reach.waitMs);
    refuseSchema(found, undefined);
    await applySchema(cql, found, world);
    return found;
  });
  // Also where nothing was to be made: an earlier deploy may have made it, and failed before it came this far.
  await Promise.all(hosts.map((host) => run(host, startUnit(`${kask.title}.service`), request)));
  return summaryOf(plan);
}

const noAnswer: readonly FaultCode[] = [
  "cassandra-unreachable",
  "cassandra-refused",
  "secret-unavailable",
];

/**
 * Refuses, before anything is written, what the step would refuse after Puppet pointed Kask there. A Cassandra that is
 * not there yet, does not answer, or lets nobody in has nothing to say yet.
 * @throws {KaskctlError} schema-differs, schema-elsewhere, value-invalid, and why a host could not be asked
 */
export async function preflightSchema(request: SchemaStepRequest): Promise<void> {
  const { data, hosts, transport, world } = request;
  const kask = kaskAmong(servicesOfData(data));
  if (!kask || !(await hasCassandra(request)) || cassandraOfKask(kask).hasTls) return;
  const reach = { transport, world, waitMs: 0 };
  const plan = await schemaTarget({ kask, data, hosts, replicas: undefined }, transport, world)
    .then(({ place, wish }) =>
      withCassandra(place, reach, (cql) => readSchemaPlan(cql, wish, world, 0)),
    )
    .catch((error: unknown) => {
      if (error instanceof KaskctlError && noAnswer.includes(error.code)) return undefined;
      throw error;
    });
  if (plan === undefined) return;
  // Nodes that are missing may be those that this deploy brings.
  const objections = plan.objections.filter(({ kind }) => kind !== "incomplete");
  refuseSchema({ ...plan, objections }, undefined);
}

/** Whether Puppet made a Cassandra on one of the hosts: the text may ask for one, and the host's role not. */
export async function hasCassandra(request: SchemaStepRequest): Promise<boolean> {
  const units = cassandraUnits(request.data);
  if (units.size === 0) return false;
  const asked = request.hosts.flatMap((host) =>
    // A host that is not named has Puppet's default instance.
    (units.get(host) ?? ["cassandra"]).map(async (unit) => {
      const outcome = await run(host, loadState(unit), request);
      return outcome.stdout.trim() === "LoadState=loaded";
    }),
  );
  return (await Promise.all(asked)).includes(true);
}

async function run(host: string, command: RemoteCommand, { transport, world }: SchemaStepRequest) {
  const outcome = await transport.run(host, command, { signal: world.signal });
  if (outcome.kind === "exited") return outcome;
  throw outcomeFault({ fqdn: host, purpose: command.purpose }, outcome);
}

function loadState(unit: string): RemoteCommand {
  return {
    purpose: "asking for the unit of Cassandra",
    script: `systemctl show "$1" -p LoadState\n`,
    args: [`${unit}.service`],
    asRoot: false,
    mutates: false,
    timeoutMs: 30_000,
  };
}

/**
 * Where Kask exited for want of a schema, systemd gave up or waits before it tries again, and `start` would wait as
 * long. Whether it stays up is for smoke to say.
 */
function startUnit(unit: string): RemoteCommand {
  return {
    purpose: "starting the unit of Kask",
    script: `
if systemctl is-active --quiet "$1"; then exit 0; fi
systemctl reset-failed "$1"
systemctl restart "$1"
`,
    args: [unit],
    asRoot: true,
    mutates: true,
    timeoutMs: 150_000,
  };
}

function summaryOf(plan: SchemaPlan): string {
  const name = `${plan.keyspace}.${plan.table}`;
  const found = statementsOf(plan).length === 0 ? `${name} is there` : `made ${name}`;
  return `${found}, in Cassandra ${plan.release}`;
}
