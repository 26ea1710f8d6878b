import type { Command } from "./command.ts";

export const schemaSiteCommand: Command = {
  name: "schema site",
  summary: "print the JSON Schema of kaskctl.yaml, for editors",
  examples: [{ line: "kaskctl schema site", does: "prints the schema" }],

  async run(_args, _options, { terminal }) {
    const { siteSchema } = await import("../site/site-schema.ts");
    terminal.print(`${JSON.stringify(siteSchema, undefined, 2)}\n`);
    return 0;
  },
};
