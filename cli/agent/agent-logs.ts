import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { readTextFile } from "../base/files.ts";
import { logPath } from "./run-log.ts";

/** The log of one run on one host, as it lies on this machine. */
export interface AgentLog {
  readonly id: string;
  readonly host: string;
  readonly path: string;
  readonly text: string;
}

/**
 * The logs of a run, by default of each host's newest.
 * @throws {KaskctlError} unknown-run, file-unreadable
 */
export async function agentLogs(options: {
  readonly stateFolder: string;
  readonly hosts: readonly string[];
  readonly id?: string;
}): Promise<readonly AgentLog[]> {
  const { stateFolder, hosts } = options;
  const ids = options.id === undefined ? await runIds(stateFolder) : [options.id];
  return await Promise.all(
    hosts.map(async (host) => {
      for (const id of ids) {
        const path = logPath(stateFolder, id, host);
        const text = await readTextFile(path, "the run's log").catch(() => undefined);
        if (text !== undefined) return { id, host, path, text };
      }
      const which = options.id === undefined ? "any run" : `run ${options.id}`;
      throw new KaskctlError("unknown-run", `There is no log of ${which} on ${host} here.`, {
        host,
        hint: `Logs lie in ${join(stateFolder, "runs")}, on the machine where the run was followed.`,
      });
    }),
  );
}

/** Newest first: ids begin with their time. */
async function runIds(stateFolder: string): Promise<readonly string[]> {
  const names = await readdir(join(stateFolder, "runs")).catch(() => []);
  return names.toSorted().toReversed();
}
