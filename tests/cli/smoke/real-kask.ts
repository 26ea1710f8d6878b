import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../../service/contract/parse-config.ts";
import { serviceConfig } from "../../../service/contract/parse-service-config.ts";
import { buildServer } from "../../../service/server.ts";
import { openEmbeddedStore } from "../../../service/storage/embedded.ts";
import type { Store } from "../../../service/storage/store.ts";

/** A Kask on loopback, with a look into its store. */
export interface RealKask {
  readonly origin: string;
  readonly port: number;
  readonly store: Store;
  /** Every key that was ever stored. */
  readonly stored: readonly string[];
  close(): Promise<void>;
}

/** Starts our own kask, with an embedded store and the base URI of the session store. */
export async function startKask(): Promise<RealKask> {
  const folder = await mkdtemp(join(tmpdir(), "kask-smoke-"));
  const embedded = openEmbeddedStore({ folder });
  const stored: string[] = [];
  const store: Store = {
    ...embedded,
    async set(key, value, ttlSeconds) {
      stored.push(key);
      await embedded.set(key, value, ttlSeconds);
    },
  };
  const { config } = parseConfig({ base_uri: "/sessions/v1" });
  if (config === undefined) throw new Error("the configuration of the test does not hold");
  const silent = () => {};
  const log = { debug: silent, info: silent, warning: silent, error: silent, fatal: silent };
  const buildInfo = { version: "v1.0.10", build_date: "d", build_host: "h", go_version: "n" };
  const server = buildServer({ config: serviceConfig(config), stores: [store], log, buildInfo });
  const port = await server.listen({ host: "127.0.0.1", port: 0 });
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    store,
    stored,
    async close() {
      await server.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
