import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { KaskArguments } from "./arguments.ts";
import { parseServiceConfig } from "./contract/parse-service-config.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import type { LoadedConfig } from "./load-config.ts";
import type { StoreKind } from "./storage/open-store.ts";

/** Everything that one process, or each of several, is started with. */
export interface StartOptions {
  readonly config: ServiceConfig;
  readonly storeKind: StoreKind;
  /** Where the embedded engine keeps its values. */
  readonly dataFolder: string;
  readonly failFast: boolean;
  /** Empty is every address. */
  readonly address: string;
  readonly port: number;
}

/** What a start is made of, and what deserves a line in the log. */
export interface Configured {
  readonly options: StartOptions;
  readonly warnings: readonly string[];
}

/**
 * Reads the configuration files and puts the command line over them.
 * @param stateHome `XDG_STATE_HOME`
 * @throws {StartError} with everything that is wrong with the files
 */
export async function configure(
  words: KaskArguments,
  stateHome: string | undefined,
): Promise<Configured> {
  const { config, warnings } = await load(words.configs);
  const isConfigured = words.configs.length > 0;
  const stateFolder = stateHome || join(homedir(), ".local", "state");
  const storeKind = words.store ?? (isConfigured ? "cassandra" : "embedded");
  return {
    options: {
      config: withFlags(config, words),
      storeKind,
      dataFolder: resolve(words.data ?? join(stateFolder, "kask")),
      failFast: words.failFast,
      address: words.listen?.address ?? config.listen_address,
      port: words.listen?.port ?? config.listen_port,
    },
    warnings: storeKind === "cassandra" ? [...warnings, ...unusedFolder(words)] : warnings,
  };
}

/** Somebody who names a folder may believe that the values are there. */
function unusedFolder({ data }: KaskArguments): readonly string[] {
  return data === undefined ? [] : ["--data is ignored: the values are kept in Cassandra"];
}

async function load(files: readonly string[]): Promise<LoadedConfig> {
  if (files.length > 0) {
    const { loadConfig } = await import("./load-config.ts");
    return loadConfig(files);
  }
  const { config } = parseServiceConfig({});
  if (config === undefined) throw new Error("the defaults of the settings do not hold");
  return { config, warnings: [] };
}

function withFlags(config: ServiceConfig, words: KaskArguments): ServiceConfig {
  const { deleteConsistency, createSerial } = words;
  const flags = {
    ...(deleteConsistency && { delete_consistency: deleteConsistency }),
    ...(createSerial && { create_serial: createSerial }),
  };
  const stores = config.stores.map((store) => ({
    ...store,
    cassandra: { ...store.cassandra, ...flags },
  }));
  return { ...config, stores };
}
