import type { Replicas } from "../../service/contract/table.ts";
import { KaskctlError } from "../base/errors.ts";
import type { CqlConnection } from "../schema/cql-connection.ts";
import type { SchemaPlan } from "../schema/schema.ts";
import type { Context, Service } from "../site/site.ts";
import type { CommandContext, CommandOption } from "./command.ts";
import { chooseService, openSite, withTransport } from "./wiring.ts";

type Options = Readonly<Record<string, unknown>>;

/** Which service's schema is meant. */
export const schemaArgument = {
  name: "[service]",
  description: "a service of the site; its only one where there is one",
};

/** As `kask schema` has it. */
export const replicationOption: CommandOption = {
  flags: "--replication <copies>",
  description:
    "copies in each data centre, as eqiad=3,codfw=3; else three, or as many as it has nodes",
};

/** A plan, and the connection that it was read over. */
export interface OpenSchema {
  readonly plan: SchemaPlan;
  readonly cql: CqlConnection;
  readonly service: Service;
  readonly context: Context;
}

/**
 * Does something with the schema of a service's Cassandra, over a connection that ends with it. Where Puppet made a
 * Cassandra on these hosts that does not answer yet, it is waited for.
 */
export async function onSchema<Result>(
  name: unknown,
  options: Options,
  context: CommandContext,
  use: (schema: OpenSchema) => Promise<Result>,
): Promise<Result> {
  const { world, installation } = context;
  const { templatesFolder } = installation;
  const replicas = await replicasOf(options["replication"]);
  const site = await openSite(context);
  const service = chooseService(site, name);
  const { hosts } = service;
  const { kaskOfSite } = await import("../deploy/kask-of-site.ts");
  const { cassandraStartMs, hasCassandra } = await import("../deploy/schema-step.ts");
  const { schemaTarget } = await import("../deploy/schema-target.ts");
  const { withCassandra } = await import("../schema/reach-cassandra.ts");
  const { readSchemaPlan } = await import("../schema/apply-schema.ts");
  const { kask, data } = await kaskOfSite(service, templatesFolder, world);
  return withTransport(site.context, world, async (transport) => {
    const isComing = await hasCassandra({ data, hosts, transport, world });
    const target = await schemaTarget({ kask, data, hosts, replicas }, transport, world);
    const reach = { transport, world, waitMs: isComing ? cassandraStartMs : 0 };
    return withCassandra(target.place, reach, async (cql) => {
      const plan = await readSchemaPlan(cql, target.wish, world, 0);
      return use({ plan, cql, service, context: site.context });
    });
  });
}

/** @throws {KaskctlError} wrong-use */
async function replicasOf(copies: unknown): Promise<Replicas | undefined> {
  if (copies === undefined) return undefined;
  const { parseReplicas } = await import("../../service/contract/table.ts");
  const replicas = parseReplicas(String(copies));
  if (replicas) return replicas;
  throw new KaskctlError("wrong-use", `Cannot read --replication ${JSON.stringify(copies)}.`, {
    hint: "It takes DC=N,DC=N, as in eqiad=3,codfw=3.",
  });
}
