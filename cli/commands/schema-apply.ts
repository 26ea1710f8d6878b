import type { SchemaPlan } from "../schema/schema.ts";
import { approve } from "./approve.ts";
import type { Command, CommandContext } from "./command.ts";
import { type OpenSchema, onSchema, replicationOption, schemaArgument } from "./schema-on-hosts.ts";
import { printJson } from "./wiring.ts";

type Options = Readonly<Record<string, unknown>>;

export const schemaApplyCommand: Command = {
  name: "schema apply",
  summary: "make the keyspace and the table that Kask needs, where they are missing",
  description:
    "Shows the CQL, has it confirmed, and runs it on the Cassandra of a service, through SSH. Never alters or drops anything. Where another keyspace holds a table of Kask's shape it asks for the new keyspace's name, or --new-keyspace: --yes does not stand for that.",
  args: [schemaArgument],
  options: [
    replicationOption,
    {
      flags: "--new-keyspace <name>",
      description: "make this keyspace although another holds a table of Kask's shape",
    },
  ],
  // As for schema plan.
  examples: [],

  async run([name], options, context) {
    const { formatSchema, schemaJson } = await import("../report/schema-text.ts");
    return onSchema(name, options, context, async (schema) => {
      const { plan } = schema;
      context.world.progress(formatSchema(plan));
      const made = await approveAndApply(schema, options, context);
      if (context.globals.json) printJson(context, { ...schemaJson(plan), made });
      else context.terminal.print(resultText(plan, made));
      return 0;
    });
  },
};

/**
 * Whether something was made. What is complete needs no yes.
 * @throws {KaskctlError} needs-confirmation, not-confirmed, interrupted, and what speaks against the plan
 */
async function approveAndApply(
  { plan, cql, service, context: siteContext }: OpenSchema,
  options: Options,
  context: CommandContext,
): Promise<boolean> {
  const { applySchema } = await import("../schema/apply-schema.ts");
  const { refuseSchema } = await import("../schema/refuse-schema.ts");
  const { statementsOf } = await import("../schema/schema.ts");
  const given = options["newKeyspace"] as string | undefined;
  refuseSchema(plan, given ?? (await askKeyspace(plan, context)));
  if (statementsOf(plan).length === 0) return false;
  // One cluster, however many hosts it has.
  const hosts = service.hosts
    .slice(0, 1)
    .map((fqdn) => ({ fqdn, image: undefined, restarts: false }));
  await approve({ hosts }, siteContext, context);
  context.world.signal.throwIfAborted();
  await applySchema(cql, plan, context.world);
  return true;
}

/** The keyspace's name as somebody typed it, where another may be meant; undefined where nobody can be asked. */
async function askKeyspace(
  { keyspace, objections }: SchemaPlan,
  { terminal }: CommandContext,
): Promise<string | undefined> {
  const [first] = objections;
  if (first?.kind !== "elsewhere" || !terminal.interactive) return undefined;
  return (await terminal.ask(`Type the new keyspace's name (${keyspace}) to make it: `)).trim();
}

function resultText(plan: SchemaPlan, made: boolean): string {
  const name = `${plan.keyspace}.${plan.table}`;
  return made ? `-- ${name} is made.\n` : `-- ${name} is there already; nothing was changed.\n`;
}
