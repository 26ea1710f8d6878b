/**
 * Service: kask, a session store that speaks as Wikimedia's Kask does.
 *
 * Takes  words, a configuration file, signals.
 * Gives  an HTTP server, log lines on stdout, an exit code.
 * Never  shows a stack trace, a key or a value.
 */
import cluster from "node:cluster";
import type { CommandHelp, KaskArguments } from "./arguments.ts";
import type { CommandResult } from "./check-config.ts";
import type { Configured } from "./configure.ts";
import type { Log } from "./contract/log.ts";

const exitCannotStart = 1;
const exitWrongFlag = 2;

const commands: ReadonlyMap<string, (words: readonly string[]) => Promise<CommandResult>> = new Map(
  [
    ["check-config", async (words) => (await import("./check-config.ts")).checkConfig(words)],
    ["schema", async (words) => (await import("./schema.ts")).schema(words)],
  ],
);

void main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  if (cluster.isWorker) return work();
  const command = words[0] === undefined ? undefined : commands.get(words[0]);
  if (command !== undefined) return show(await command(words.slice(1)));
  const meant = await meantCommand(words[0]);
  if (meant !== undefined) {
    const stderr = `kask: there is no command ${words[0]}; did you mean ${meant}? Try kask --help.\n`;
    return show({ stdout: "", stderr, exitCode: exitWrongFlag });
  }
  const { parseArguments } = await import("./arguments.ts");
  const parsed = parseArguments(words);
  if (!parsed.ok) {
    process.stderr.write(`kask: ${parsed.message}. Try kask --help.\n`);
    process.exitCode = exitWrongFlag;
  } else if (parsed.arguments.help) {
    process.stdout.write(await help());
  } else if (parsed.arguments.version) {
    const { buildInfo } = await import("./build-info.ts");
    process.stdout.write(`kask ${buildInfo.version} (${buildInfo.go_version})\n`);
  } else {
    await serve(parsed.arguments);
  }
}

/** Any other word is passed over, as Go does; a misspelt command must not start a server. */
async function meantCommand(word: string | undefined): Promise<string | undefined> {
  if (word === undefined || word.startsWith("-")) return undefined;
  const { nearestName } = await import("./nearest-name.ts");
  return nearestName(word, [...commands.keys()]);
}

function show({ stdout, stderr, exitCode }: CommandResult): void {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
}

async function help(): Promise<string> {
  const { usage } = await import("./arguments.ts");
  const { graceMs } = await import("./server.ts");
  const { checkConfigHelp } = await import("./check-config.ts");
  const { schemaHelp } = await import("./schema.ts");
  const told: readonly CommandHelp[] = [checkConfigHelp, schemaHelp];
  return usage(told, graceMs);
}

async function serve(words: KaskArguments): Promise<void> {
  let log: Log | undefined;
  try {
    const { configure } = await import("./configure.ts");
    const configured = await configure(words, process.env["XDG_STATE_HOME"]);
    log = await openLog(configured.options.config);
    await announce(configured, log);
    await lockData(configured);
    if (words.workers === 1) await serveAlone(configured, log);
    else await serveTogether(configured, words.workers, log);
  } catch (error) {
    await refuseToStart(error, log);
  }
}

async function announce({ options, warnings }: Configured, log: Log): Promise<void> {
  const { buildInfo } = await import("./build-info.ts");
  const { version, go_version, build_host, build_date } = buildInfo;
  log.info(
    `Initializing Kask ${version} (Node version: ${go_version}, Build host: ${build_host}, Timestamp: ${build_date})...`,
  );
  for (const warning of warnings) log.warning(warning);
  // Which Cassandra it is, the log says when it is reached.
  const { storeKind, dataFolder } = options;
  if (storeKind === "embedded") log.info(`The embedded store keeps its values in ${dataFolder}`);
}

/** The workers share what this process holds; the lock ends with it. */
async function lockData({ options }: Configured): Promise<void> {
  if (options.storeKind !== "embedded") return;
  const { lockDataFolder } = await import("./storage/embedded-lock.ts");
  await lockDataFolder(options.dataFolder);
}

async function openLog(config: Configured["options"]["config"]): Promise<Log> {
  const { createLog } = await import("./logging.ts");
  // A reader of the log that goes away must not end the service.
  process.stdout.on("error", () => {});
  return createLog({
    appname: config.service_name,
    level: config.log_level,
    destination: process.stdout,
  });
}

async function serveAlone({ options }: Configured, log: Log): Promise<void> {
  // All of it before there is anything to end: a signal in between would end it without care.
  const [{ startService }, { limitNursery }, { obeySignals }] = await Promise.all([
    import("./serve.ts"),
    import("./heap-limits.ts"),
    import("./obey-signals.ts"),
  ]);
  const service = await startService(options, log);
  obeySignals(service, log);
  limitNursery(() => service.metrics.inFlight);
  for (const url of service.urls) log.info(`Starting service as ${url}`);
}

async function serveTogether({ options }: Configured, workers: number, log: Log): Promise<void> {
  const [{ startWorkers }, { obeySignals }] = await Promise.all([
    import("./supervisor.ts"),
    import("./obey-signals.ts"),
  ]);
  const crew = await startWorkers(options, workers, log);
  obeySignals(crew, log);
  await crew.complete;
  for (const url of crew.urls) log.info(`Starting service as ${url} with ${workers} workers`);
}

async function work(): Promise<void> {
  const { runWorker } = await import("./worker.ts");
  await runWorker(openLog);
}

async function refuseToStart(error: unknown, log: Log | undefined): Promise<void> {
  const { startFailure } = await import("./start-error.ts");
  for (const line of startFailure(error)) {
    log?.fatal(line);
    process.stderr.write(`kask: ${line}\n`);
  }
  // Not left to the event loop: a driver that failed to connect may keep it alive.
  process.exit(exitCannotStart);
}
