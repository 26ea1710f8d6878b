import type { StoreConfig } from "../contract/service-config.ts";
import type { Store } from "./store.ts";

/** The engines by name. */
export const storeKinds = ["cassandra", "embedded"] as const;

/** A name in {@link storeKinds}. */
export type StoreKind = (typeof storeKinds)[number];

/**
 * Opens an engine. Each is loaded only when it is asked for: both are heavy, and `embedded` needs
 * native code that a Cassandra user may not have.
 * @param dataFolder where `embedded` keeps its values
 * @throws {StoreError} when it cannot be opened
 */
export async function openStore(
  kind: StoreKind,
  config: StoreConfig,
  dataFolder: string,
): Promise<Store> {
  if (kind === "embedded") {
    const { openEmbeddedStore } = await import("./embedded.ts");
    return openEmbeddedStore({ folder: dataFolder });
  }
  const { openCassandraStore } = await import("./cassandra.ts");
  return openCassandraStore(config.cassandra);
}
