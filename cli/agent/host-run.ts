import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { outcomeText } from "../ssh/outcome-text.ts";
import type { Outcome, RemoteCommand, Transport } from "../ssh/transport.ts";
import type { AgentOutcome, AgentRun } from "./agent-run.ts";
import { type Judgement, judge } from "./judge.ts";
import { createLogMasker } from "./mask.ts";
import { keyValues } from "./preflight.ts";
import { logPath, openRunLog, type RunLog } from "./run-log.ts";
import {
  changing,
  cleanScript,
  followScript,
  looking,
  resultScript,
  stopScript,
} from "./scripts.ts";

/** What runs and re-attached runs are made with. */
export interface AgentOptions {
  /** FQDNs. */
  readonly hosts: readonly string[];
  readonly transport: Transport;
  readonly world: World;
  /** Where logs are kept on this machine. */
  readonly stateFolder: string;
  /** How long a run may take on a host before it is asked to stop. */
  readonly timeoutMs: number;
  /** What must never be shown. */
  readonly secrets?: readonly string[];
  /** Called with each line of a run as it arrives, without secrets and colours. */
  readonly onLine?: (host: string, line: string) => void;
}

/** One run on one host, while we look on. */
export interface HostRun {
  readonly id: string;
  readonly host: string;
  readonly options: AgentOptions;
  readonly log: RunLog;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly startedAt: number;
}

/** A run that we begin to look at. */
export function openHostRun(host: string, id: string, options: AgentOptions): HostRun {
  const log = openRunLog(logPath(options.stateFolder, id, host), () =>
    createLogMasker(options.secrets ?? []),
  );
  return { id, host, options, log, startedAt: options.world.clock.now() };
}

/** How long we try to get back to a host whose connection was lost. */
const reconnectMs = 5 * 60_000;

/**
 * Asks a host until it has answered: a lost connection is made anew for as long as that makes
 * sense. `command` is made for each attempt, since a later one need not repeat what is known.
 */
export async function persist(
  { host, options: { transport, world } }: HostRun,
  command: () => RemoteCommand,
  onLine?: (line: string) => void,
): Promise<Outcome> {
  const { signal } = world;
  let lastSeen = world.clock.now();
  let attempt = 0;
  const see = (line: string) => {
    lastSeen = world.clock.now();
    // It was there again: the next loss is a new one.
    attempt = 0;
    onLine?.(line);
  };
  for (;;) {
    const options = onLine ? { onLine: see, signal } : { signal };
    const outcome = await transport.run(host, command(), options);
    const isGone = outcome.kind === "lost" || outcome.kind === "unreachable";
    if (!isGone || world.clock.now() - lastSeen > reconnectMs) return outcome;
    world.progress(`${outcomeText(host, outcome)} Trying again.`);
    try {
      await world.clock.sleep(Math.min(15_000, 500 * 2 ** attempt++), signal);
    } catch {
      return { kind: "cancelled" };
    }
  }
}

/** Follows a started run to its end and judges it. `lockedBy` held Puppet's lock before. */
export async function followToEnd(run: HostRun, lockedBy: number | undefined): Promise<AgentRun> {
  const { id, host, log, startedAt, options } = run;
  const follow = () =>
    looking({
      purpose: "following the Puppet run",
      script: followScript,
      args: [id, String(log.count)],
      timeoutMs: Math.max(1, startedAt + options.timeoutMs - options.world.clock.now()),
    });
  const followed = await persist(run, follow, (line) => {
    const clean = log.add(line);
    options.onLine?.(host, clean);
  });
  if (followed.kind === "timeout") return stopRun(run);
  if (followed.kind !== "exited") return notFollowed(run, followed);
  if (followed.exitCode === 4) {
    const why = "Was it restarted, or did somebody else read how the run ended?";
    return endRun(run, "lost", `The host knows nothing of the run any more. ${why}`);
  }
  const result = await persist(run, () =>
    looking({ purpose: "reading how the Puppet run ended", script: resultScript, args: [id] }),
  );
  if (result.kind !== "exited") return notFollowed(run, result);
  const { values, summary } = keyValues(result.stdout);
  const code = values.get("rc") ?? "";
  const judgement = judge({
    exitCode: code === "" ? undefined : Number(code),
    summary,
    log: log.lines,
    startedAt: Number(values.get("started")),
    lockedBy,
  });
  const clean = { purpose: "forgetting the Puppet run", script: cleanScript, args: [id] };
  await options.transport.run(host, changing(clean), { signal: options.world.signal });
  return concludeRun(run, judgement);
}

async function stopRun(run: HostRun): Promise<AgentRun> {
  const { id, host, options } = run;
  const stop = { purpose: "stopping the Puppet run", script: stopScript, args: [id] };
  await options.transport.run(host, changing(stop), { signal: options.world.signal });
  const seconds = Math.round(options.timeoutMs / 1000);
  return endRun(run, "timeout", `The run took longer than ${seconds} s and was asked to stop.`);
}

function notFollowed(
  run: HostRun,
  outcome: Exclude<Outcome, { kind: "exited" }>,
): Promise<AgentRun> {
  const attach = `The run may go on there; \`kaskctl agent attach ${run.host}\` shows how it ends.`;
  if (outcome.kind === "cancelled") return endRun(run, "cancelled", attach);
  return endRun(run, "lost", `${outcomeText(run.host, outcome)} ${attach}`);
}

/** The AgentRun of a run that changed nothing that we know of. */
export function endRun(run: HostRun, outcome: AgentOutcome, detail: string): Promise<AgentRun> {
  return concludeRun(run, { outcome, detail, changed: 0, failed: 0, failedResources: [] });
}

async function concludeRun(run: HostRun, judgement: Judgement): Promise<AgentRun> {
  const { id, host, log, startedAt, options } = run;
  const isKept = await keepLog(run);
  return {
    id,
    host,
    ...judgement,
    // An error of the server may quote the Hiera text.
    detail: log.clean(judgement.detail),
    ok: judgement.outcome === "changed" || judgement.outcome === "unchanged",
    startedAt: new Date(startedAt).toISOString(),
    seconds: (options.world.clock.now() - startedAt) / 1000,
    logFile: isKept && log.count > 0 ? log.path : undefined,
  };
}

/** A disk that is full here says nothing of the run there: its result must not be lost with the log. */
async function keepLog({ log, host, options }: HostRun): Promise<boolean> {
  try {
    await log.flush();
    return true;
  } catch (error) {
    if (!(error instanceof KaskctlError)) throw error;
    options.world.progress(`${host}: ${error.message}`);
    return false;
  }
}
