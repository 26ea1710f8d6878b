import { KaskctlError } from "../base/errors.ts";
import type { SmokeTarget } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";
import { createKaskClient, type KaskClient } from "./http-client.ts";
import type { KeyJournal } from "./key-journal.ts";

/** How long the deletion of left-over keys may take, also after Ctrl-C. */
const cleanUpTimeoutMs = 10_000;

/** The `n`th key of a run: no slash in it, and no session id looks like it. */
export function smokeKey(runId: string, n: number): string {
  return `kaskctl:smoke:${runId}:${n}`;
}

/** Where a target's keys are noted: its host, or its address where no host is known. */
export function placeOf({ host, origin }: SmokeTarget): string {
  return host?.fqdn ?? origin;
}

/**
 * Deletes the noted keys of a run at this target and gives those that could not be deleted; they
 * stay noted. It has a time limit and a connection of its own, since the run's may have been
 * interrupted.
 */
export async function deleteNotedKeys(
  target: SmokeTarget,
  journal: KeyJournal,
): Promise<readonly string[]> {
  const keys = await notedKeys(target, journal);
  if (keys.length === 0) return [];
  const client = createKaskClient(target, AbortSignal.timeout(cleanUpTimeoutMs));
  const left: string[] = [];
  try {
    for (const key of keys) {
      if (!(await deleteKey(client, target.baseUri + key))) left.push(key);
    }
  } finally {
    await client.close();
  }
  await journal.keep(placeOf(target), left);
  return left;
}

/** None, where the run came to write nothing. */
async function notedKeys(target: SmokeTarget, journal: KeyJournal): Promise<readonly string[]> {
  try {
    return [...new Set((await journal.places()).get(placeOf(target)))];
  } catch (error) {
    if (error instanceof KaskctlError && error.code === "unknown-run") return [];
    throw error;
  }
}

/** Whether the key is gone. Where DELETE says no, a GET that finds nothing says it as well. */
async function deleteKey(client: KaskClient, path: string): Promise<boolean> {
  if ((await statusOf(client, "DELETE", path)) === 204) return true;
  return (await statusOf(client, "GET", path)) === 404;
}

/** Asked twice at most: the first connection may be one that Kask has just closed. */
async function statusOf(
  client: KaskClient,
  method: string,
  path: string,
): Promise<number | undefined> {
  for (const _attempt of [1, 2]) {
    try {
      return (await client.ask({ method, path, body: undefined })).status;
    } catch (error) {
      if (!(error instanceof CouldNotAsk || error instanceof KaskctlError)) throw error;
    }
  }
  return undefined;
}

/**
 * Deletes what an earlier run left behind at this target, as `smoke --cleanup RUN` asks; gives how
 * many keys were noted and which of them are still there. `journal.places()` says which targets to
 * ask.
 * @throws {KaskctlError} unknown-run
 */
export async function cleanUpRun(
  target: SmokeTarget,
  journal: KeyJournal,
): Promise<{ readonly noted: number; readonly left: readonly string[] }> {
  const noted = new Set((await journal.places()).get(placeOf(target))).size;
  return { noted, left: await deleteNotedKeys(target, journal) };
}
