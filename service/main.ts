/**
 * Service: kask, a session store that speaks as Wikimedia's Kask does.
 *
 * Takes  words, a configuration file, signals.
 * Gives  an HTTP server, log lines on stdout, an exit code.
 * Never  shows a stack trace, a key or a value.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { type KaskArguments, type ListenAddress, parseArguments, usage } from "./arguments.ts";
import { buildInfo } from "./build-info.ts";
import type { Log } from "./contract/log.ts";
import { parseConfig } from "./contract/parse-config.ts";
import { serviceConfig } from "./contract/parse-service-config.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import type { LoadedConfig } from "./load-config.ts";
import { StartError, systemReason } from "./start-error.ts";
import { openStore } from "./storage/open-store.ts";
import { type Store, StoreError } from "./storage/store.ts";

const exitCannotStart = 1;
const exitWrongFlag = 2;

void main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  const parsed = parseArguments(words);
  if (!parsed.ok) {
    process.stderr.write(`kask: ${parsed.message}. Try kask --help.\n`);
    process.exitCode = exitWrongFlag;
  } else if (parsed.arguments.help) {
    process.stdout.write(usage());
  } else if (parsed.arguments.version) {
    process.stdout.write(`kask ${buildInfo.version} (${buildInfo.go_version})\n`);
  } else {
    await serve(parsed.arguments);
  }
}

async function serve(words: KaskArguments): Promise<void> {
  let log: Log | undefined;
  try {
    const { config, unknown } = await configure(words);
    log = await openLog(config);
    const { version, go_version, build_host, build_date } = buildInfo;
    log.info(
      `Initializing Kask ${version} (Node version: ${go_version}, Build host: ${build_host}, Timestamp: ${build_date})...`,
    );
    if (unknown.length > 0) log.warning(`Unknown settings are ignored: ${unknown.join(", ")}`);
    await start(words, config, log);
  } catch (error) {
    refuseToStart(error, log);
  }
}

async function configure({ config }: KaskArguments): Promise<LoadedConfig> {
  if (config !== undefined) {
    const { loadConfig } = await import("./load-config.ts");
    return loadConfig(config);
  }
  const defaults = parseConfig({}).config;
  if (defaults === undefined) throw new Error("the defaults of the settings do not hold");
  return { config: serviceConfig(defaults), unknown: [] };
}

async function openLog(config: ServiceConfig): Promise<Log> {
  const { createLog } = await import("./logging.ts");
  // A reader of the log that goes away must not end the service.
  process.stdout.on("error", () => {});
  return createLog({
    appname: config.service_name,
    level: config.log_level,
    destination: process.stdout,
  });
}

async function start(words: KaskArguments, config: ServiceConfig, log: Log): Promise<void> {
  const { readTlsFiles } = await import("./tls-files.ts");
  const tls = readTlsFiles(config);
  const kind = words.store ?? (words.config === undefined ? "embedded" : "cassandra");
  const [storeConfig] = config.stores;
  if (storeConfig === undefined) throw new Error("there is no store to serve");
  const store = await openStore(kind, storeConfig, {
    dataFolder: words.data ?? defaultDataFolder(),
    log,
    failFast: true,
  });
  try {
    const { buildServer } = await import("./server.ts");
    const { openapiText } = await import("./openapi-text.ts");
    const openapi = openapiText(config, buildInfo.version, log);
    const app = buildServer({
      config,
      stores: [store],
      log,
      buildInfo,
      ...(tls && { tls }),
      ...(openapi !== undefined && { openapi }),
    });
    const scheme = tls === undefined ? "http" : "https";
    const where = words.listen ?? { address: config.listen_address, port: config.listen_port };
    const port = await listen(app, where);
    const place = `${bracketed(where.address)}:${port}`;
    log.info(`Starting service as ${scheme}://${place}${storeConfig.base_uri}`);
    stopWhenAsked(app, store, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

type App = ReturnType<typeof import("./server.ts").buildServer>;

/** Gives the port, which the system chose where 0 was asked for. */
async function listen(app: App, { address, port }: ListenAddress): Promise<number> {
  // Go takes the first IPv4 address of `localhost`; an empty address is every address.
  const host = address === "localhost" ? "127.0.0.1" : address || "::";
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    throw new StartError(
      [`cannot listen on ${bracketed(address)}:${port}: ${systemReason(cause)}. Try --listen.`],
      { cause },
    );
  }
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** Running requests are finished first; a second signal ends the process at once. */
function stopWhenAsked(app: App, store: Store, log: Log): void {
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    process.removeAllListeners("SIGTERM").removeAllListeners("SIGINT");
    log.info(`Stopping (${signal})`);
    await app.close();
    await store.close();
    process.exit();
  };
  process.once("SIGTERM", (signal) => void stop(signal));
  process.once("SIGINT", (signal) => void stop(signal));
}

function refuseToStart(error: unknown, log: Log | undefined): void {
  const lines = error instanceof StartError ? error.lines : [oneLine(error)];
  for (const line of lines) {
    log?.fatal(line);
    process.stderr.write(`kask: ${line}\n`);
  }
  // Not left to the event loop: a driver that failed to connect may keep it alive.
  process.exit(exitCannotStart);
}

function oneLine(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  return `cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

function defaultDataFolder(): string {
  const state = process.env["XDG_STATE_HOME"];
  return join(state || join(homedir(), ".local", "state"), "kask");
}
