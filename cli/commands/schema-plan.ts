import { exitCodes } from "../base/exit-codes.ts";
import type { Command } from "./command.ts";
import { onSchema, replicationOption, schemaArgument } from "./schema-on-hosts.ts";
import { printJson } from "./wiring.ts";

export const schemaPlanCommand: Command = {
  name: "schema plan",
  summary: "print the CQL that schema apply would run, and what is there now",
  description:
    "Asks the Cassandra of a service, through SSH, for the keyspace and the table of its Kask. Writes nothing. Exit code 1 where they are there in another shape.",
  args: [schemaArgument],
  options: [replicationOption],
  // The sandbox that examples run on has no Cassandra; docs/how-to/make-the-schema.md shows some.
  examples: [],

  async run([name], options, context) {
    const { formatSchema, schemaJson } = await import("../report/schema-text.ts");
    return onSchema(name, options, context, async ({ plan }) => {
      if (context.globals.json) printJson(context, schemaJson(plan));
      else context.terminal.print(formatSchema(plan));
      const differs = plan.objections.some(({ kind }) => kind === "differs");
      return differs ? exitCodes.no.code : exitCodes.done.code;
    });
  },
};
