import type { Log } from "../contract/log.ts";
import type { StoreConfig } from "../contract/service-config.ts";
import { storeFolder } from "./data-folder.ts";
import type { Store } from "./store.ts";

/** The engines by name. */
export const storeKinds = ["cassandra", "embedded"] as const;

/** A name in {@link storeKinds}. */
export type StoreKind = (typeof storeKinds)[number];

/** What an engine is opened with beside its configuration. */
export interface OpenOptions {
  /** Where `embedded` keeps the values of all stores of the process. */
  readonly dataFolder: string;
  readonly log: Log;
  /** Whether `cassandra` gives up when it is not there yet. */
  readonly failFast: boolean;
}

/**
 * Opens an engine. Each is loaded only when it is asked for: both are heavy, and `embedded` needs
 * native code that a Cassandra user may not have.
 * @throws {StoreError | PemError} when it cannot be opened
 */
export async function openStore(
  kind: StoreKind,
  config: StoreConfig,
  { dataFolder, log, failFast }: OpenOptions,
): Promise<Store> {
  if (kind === "embedded") {
    const { openEmbeddedStore } = await import("./embedded.ts");
    return openEmbeddedStore({ folder: storeFolder(dataFolder, config.name) });
  }
  const { openCassandraStore } = await import("./cassandra/cassandra.ts");
  return openCassandraStore(config.cassandra, { log, failFast });
}
