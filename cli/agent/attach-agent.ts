import { KaskctlError } from "../base/errors.ts";
import { createLimit } from "../base/limit.ts";
import { outcomeFault } from "../ssh/outcome-fault.ts";
import type { AgentRun } from "./agent-run.ts";
import { type AgentOptions, followToEnd, openHostRun } from "./host-run.ts";
import { listScript, looking } from "./scripts.ts";

/** A run that a host remembers: one that goes on, or whose end nobody read. */
export interface RememberedRun {
  readonly id: string;
  /** ISO 8601 in UTC, by the host's clock. */
  readonly startedAt: string;
  /** Undefined while it runs, or where it was killed. */
  readonly exitCode: number | undefined;
}

/** What re-attaching is done with. */
export interface AttachOptions extends AgentOptions {
  /** The run's id; by default each host's newest. */
  readonly id?: string;
}

const attachedAtOnce = 5;

/**
 * Follows runs that were started before, from this machine or another, to their end.
 * @throws {KaskctlError} unknown-run, or why a host could not be asked
 */
export async function attachAgent(options: AttachOptions): Promise<readonly AgentRun[]> {
  const limit = createLimit(attachedAtOnce);
  const attach = async (host: string) => {
    const runs = await rememberedRuns(host, options);
    const found = options.id === undefined ? runs.at(-1) : runs.find(({ id }) => id === options.id);
    if (!found) throw unknownRun(host, options.id, runs);
    return await followToEnd(openHostRun(host, found.id, options), undefined);
  };
  return await Promise.all(options.hosts.map((host) => limit(() => attach(host))));
}

/**
 * The runs that a host remembers, oldest first.
 * @throws {KaskctlError} why the host could not be asked
 */
export async function rememberedRuns(
  host: string,
  { transport, world }: Pick<AgentOptions, "transport" | "world">,
): Promise<readonly RememberedRun[]> {
  const purpose = "listing the Puppet runs";
  const command = looking({ purpose, script: listScript });
  const outcome = await transport.run(host, command, { signal: world.signal });
  if (outcome.kind !== "exited") throw outcomeFault({ fqdn: host, purpose }, outcome);
  return outcome.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [id = "", started = "", code = "-"] = line.split(" ");
      const startedAt = new Date(Number(started) * 1000).toISOString();
      return { id, startedAt, exitCode: code === "-" ? undefined : Number(code) };
    })
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
}

function unknownRun(
  host: string,
  id: string | undefined,
  runs: readonly RememberedRun[],
): KaskctlError {
  const which = id === undefined ? "no run" : `no run ${id}`;
  return new KaskctlError("unknown-run", `Cannot attach: ${host} remembers ${which}.`, {
    host,
    hint:
      runs.length === 0
        ? "A run is forgotten once its end was read; `kaskctl agent logs` shows what it said."
        : `It remembers: ${runs.map((run) => run.id).join(", ")}.`,
  });
}
