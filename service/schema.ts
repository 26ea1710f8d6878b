import type { CommandResult } from "./check-config.ts";
import { parseServiceConfig } from "./contract/parse-service-config.ts";
import type { ServiceCassandraConfig, ServiceConfig } from "./contract/service-config.ts";
import { createKeyspace, createTable, parseReplicas, type Replicas } from "./contract/table.ts";
import { type FlagTable, flagLines, parseFlags } from "./parse-flags.ts";
import { startFailure } from "./start-error.ts";

const flags: FlagTable = {
  config: { takes: "FILE", help: "Kask's configuration file", isRepeatable: true },
  replication: {
    takes: "DC=N[,DC=N]",
    help: "copies in each data centre",
    expected: { form: "DC=N[,DC=N]", matches: (text) => parseReplicas(text) !== undefined },
  },
  apply: { help: "make what is missing, over the configuration's hosts, login and TLS" },
  help: { help: "print this and exit" },
};

/** What the command says of itself. */
export const schemaHelp = {
  usage: "schema [--config FILE] [--replication DC=N,DC=N] [--apply]",
  help: "print the CQL of keyspace and table, or make them",
} as const;

/** `kask schema`: prints what Cassandra needs, or makes what is missing there. */
export async function schema(words: readonly string[]): Promise<CommandResult> {
  const parsed = parseFlags(flags, words);
  const extra = parsed.ok && parsed.rest.length > 0 ? `unexpected word: ${parsed.rest[0]}` : "";
  const message = parsed.ok ? extra : parsed.message;
  if (!parsed.ok || message !== "") {
    const stderr = `kask: ${message}. Try kask schema --help.\n`;
    return { stdout: "", stderr, exitCode: 2 };
  }
  const isOn = (name: string): boolean => parsed.values.get(name)?.at(-1) === "true";
  if (isOn("help")) return { stdout: usage(), stderr: "", exitCode: 0 };
  const replication = parsed.values.get("replication")?.at(-1);
  const replicas = replication === undefined ? undefined : parseReplicas(replication);
  try {
    const tables = tablesOf(await load(parsed.values.get("config") ?? []));
    const unserved = tables.find((table) => isUnserved(table, replicas));
    if (unserved) return { stdout: "", stderr: refusal(unserved.local_dc), exitCode: 2 };
    if (!isOn("apply")) return { stdout: cqlOf(tables, replicas), stderr: "", exitCode: 0 };
    return await apply(tables, replicas);
  } catch (error) {
    const stderr = startFailure(error).map((line) => `kask: ${line}\n`);
    return { stdout: "", stderr: stderr.join(""), exitCode: 1 };
  }
}

async function load(files: readonly string[]): Promise<ServiceConfig> {
  if (files.length > 0) {
    const { loadConfig } = await import("./load-config.ts");
    return loadConfig(files).config;
  }
  const { config } = parseServiceConfig({});
  if (config === undefined) throw new Error("the defaults of the settings do not hold");
  return config;
}

/** Each table once, however many stores use it. */
function tablesOf({ stores }: ServiceConfig): readonly ServiceCassandraConfig[] {
  const tables = new Map(
    stores.map(({ cassandra }) => {
      const { hosts, port, keyspace, table } = cassandra;
      return [JSON.stringify([hosts, port, keyspace, table]), cassandra];
    }),
  );
  return [...tables.values()];
}

/** The copies of a keyspace are counted once, and without one in its own data centre a Kask is never ready. */
function isUnserved({ local_dc }: ServiceCassandraConfig, replicas: Replicas | undefined): boolean {
  return replicas !== undefined && local_dc !== "" && replicas[local_dc] === undefined;
}

function refusal(dataCentre: string): string {
  return `kask: -replication keeps no copy in ${dataCentre}, which is cassandra.local_dc: its Kask would never be ready.\n`;
}

/** Without `--replication` one copy, as in Kask's own file: more than a cluster has nodes would serve nothing. */
function cqlOf(tables: readonly ServiceCassandraConfig[], asked: Replicas | undefined): string {
  const hint = "-- One copy only: say --replication DC=3 for three, in each data centre.\n";
  const statements = tables.flatMap(({ keyspace, table, local_dc }) => [
    createKeyspace(keyspace, asked ?? { [local_dc || "datacenter1"]: 1 }),
    createTable(keyspace, table),
  ]);
  const lines = [...new Set(statements)].map((statement) => `${statement};\n`);
  return `${asked === undefined ? hint : ""}${lines.join("")}`;
}

async function apply(
  tables: readonly ServiceCassandraConfig[],
  replicas: Replicas | undefined,
): Promise<CommandResult> {
  const { applySchema } = await import("./storage/cassandra/apply-schema.ts");
  const lines: string[] = [];
  let exitCode = 0;
  for (const table of tables) {
    for (const { outcome, told } of await applySchema(table, replicas)) {
      lines.push(`${told}.\n`);
      if (outcome === "differs") exitCode = 1;
    }
  }
  return { stdout: lines.join(""), stderr: "", exitCode };
}

function usage(): string {
  return `Usage: kask ${schemaHelp.usage}

Prints the CQL that makes the keyspace and the table of each store. With --apply it makes those
that are missing; it never alters or drops anything, and says what was there already.

${flagLines(flags)}

Without --replication, --apply makes three copies in each data centre, or as many as it has nodes.
Exit codes: 0 all is there now, 1 Cassandra refuses or something is there in another shape,
2 wrong flag.

Example: kask schema --config /etc/kask/config.yaml --replication eqiad=3,codfw=3 --apply
`;
}
