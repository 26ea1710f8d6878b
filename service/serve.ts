import { systemReason } from "./base/system-reason.ts";
import { buildInfo } from "./build-info.ts";
import type { StartOptions } from "./configure.ts";
import type { Log } from "./contract/log.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { openapiText } from "./openapi-text.ts";
import type { MetricsSource } from "./routes/pages.ts";
import { buildServer, type KaskServer } from "./server.ts";
import { StartError } from "./start-error.ts";
import { openStore } from "./storage/open-store.ts";
import type { Store } from "./storage/store.ts";
import { readTlsFiles } from "./tls-files.ts";

/** A Kask that answers requests. */
export interface Service {
  /** As in `http://127.0.0.1:8080/v1/`; one for each store. */
  readonly urls: readonly string[];
  readonly metrics: KaskServer["metrics"];
  /** Reads the certificates again, for connections to come, and logs what came of it. */
  renewCertificates(): void;
  /** Answers what runs, and resolves when all is closed. */
  stop(): Promise<void>;
}

/**
 * Opens the stores and listens.
 * @throws {StartError | StoreError | PemError} when that cannot be done; nothing stays open then
 */
export async function startService(
  options: StartOptions,
  log: Log,
  metricsSource?: MetricsSource,
): Promise<Service> {
  const { config } = options;
  const tls = readTlsFiles(config);
  const stores = await openStores(options, log);
  const stop = async (): Promise<void> => {
    await Promise.all(stores.map((store) => store.close()));
  };
  try {
    const openapi = openapiText(config, buildInfo.version, log);
    const parts = { config, stores, log, buildInfo };
    const server = buildServer({
      ...parts,
      ...(tls && { tls }),
      ...(openapi !== undefined && { openapi }),
      ...(metricsSource && { metricsSource }),
    });
    const origin = `${tls === undefined ? "http" : "https"}://${await listen(server, options)}`;
    return {
      urls: config.stores.map(({ base_uri }) => `${origin}${base_uri}`),
      metrics: server.metrics,
      renewCertificates: () => renewCertificates(config, server, stores, log),
      async stop() {
        await server.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openStores(options: StartOptions, log: Log): Promise<readonly Store[]> {
  const { config, storeKind, dataFolder, failFast } = options;
  const stores: Store[] = [];
  try {
    for (const storeConfig of config.stores) {
      stores.push(await openStore(storeKind, storeConfig, { dataFolder, log, failFast }));
    }
    return stores;
  } catch (error) {
    await Promise.all(stores.map((store) => store.close()));
    throw error;
  }
}

/** Gives `ADDRESS:PORT`, where the system chose the port if 0 was asked for. */
async function listen(server: KaskServer, { address, port }: StartOptions): Promise<string> {
  // Go takes the first IPv4 address of `localhost`; an empty address is every address.
  const host = address === "localhost" ? "127.0.0.1" : address || "::";
  const bracketed = address.includes(":") ? `[${address}]` : address;
  try {
    return `${bracketed}:${await server.listen({ host, port })}`;
  } catch (cause) {
    throw new StartError(
      [`cannot listen on ${bracketed}:${port}: ${systemReason(cause)}. Try --listen.`],
      { cause },
    );
  }
}

function renewCertificates(
  config: ServiceConfig,
  server: KaskServer,
  stores: readonly Store[],
  log: Log,
): void {
  const { cert, key } = config.tls;
  try {
    const tls = readTlsFiles(config);
    if (tls !== undefined) {
      server.renewTls(tls);
      log.info(`Read tls.cert ${cert} and tls.key ${key} again, for connections to come`);
    }
  } catch (error) {
    log.error(`The certificate stays as it was: ${(error as Error).message}`);
  }
  for (const store of stores) store.reload?.();
  const isPlain = config.stores.every(({ cassandra }) => cassandra.tls.ca === "");
  if (cert === "" && isPlain) log.info("There are no certificates to read again");
}
