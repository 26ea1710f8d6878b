import type { World } from "../base/world.ts";
import type { SmokeTarget, TargetHost } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";
import { readUnitState } from "./host-state.ts";
import type { KaskClient } from "./http-client.ts";
import { lastLog } from "./last-log.ts";
import { repeatLine } from "./repeat.ts";

/** Whether Kask came up, and if not, what stood in the way. */
export type Readiness =
  | { readonly ready: true; readonly attempts: number; readonly seconds: number }
  | {
      readonly ready: false;
      readonly attempts: number;
      readonly seconds: number;
      /** How often systemd restarted the service meanwhile, as far as it could be asked. */
      readonly restarts: number;
      /** Whether the last attempt got an answer, though a wrong one. */
      readonly answered: boolean;
      readonly last: string;
      readonly mostFrequent: string;
      readonly repeat: string;
    };

const firstPauseMs = 250;
const pauseGrowth = 1.6;
const longestPauseMs = 5000;
/** One answer may come from a container that is about to be replaced. */
const successesInARow = 3;
/** A unit that was restarted as often while we asked is in a crash loop. */
const restartsOfALoop = 2;

/**
 * Asks /healthz until it answered 200 three times in a row and /readyz did not say 503, `timeoutMs`
 * have passed, or the service is in a crash loop that waiting cannot end. Pauses grow from 0.25 s to 5 s and are drawn at random
 * below that, so that many hosts are not asked in step. The last attempt may end up to 5 s after
 * the deadline.
 * @throws {KaskctlError} interrupted
 */
export async function waitUntilReady(
  client: KaskClient,
  target: SmokeTarget,
  { clock, signal }: Pick<World, "clock" | "signal">,
  timeoutMs: number,
): Promise<Readiness> {
  const started = clock.now();
  const failures: Attempt[] = [];
  const countRestarts = restartsSince(target.host);
  let restarts = 0;
  let successes = 0;
  let attempts = 0;
  let pauseMs = firstPauseMs;
  do {
    attempts += 1;
    const attempt = await tryOnce(client, target);
    successes = attempt === undefined ? successes + 1 : 0;
    if (successes === successesInARow) return { ready: true, attempts, seconds: seconds() };
    if (attempt !== undefined) {
      failures.push(attempt);
      restarts = await countRestarts();
      if (await isHopeless(restarts, target.host)) break;
    }
    pauseMs =
      attempt === undefined ? firstPauseMs : Math.min(longestPauseMs, pauseMs * pauseGrowth);
    const leftMs = Math.max(0, started + timeoutMs - clock.now());
    await clock.sleep(Math.min(leftMs, Math.random() * pauseMs), signal);
  } while (clock.now() - started < timeoutMs);
  return { ready: false, attempts, seconds: seconds(), restarts, ...judge(failures) };

  function seconds(): number {
    return (clock.now() - started) / 1000;
  }
}

/**
 * How often systemd restarted the service since the first time this was asked, or since somebody
 * started it anew; 0 without a host.
 */
function restartsSince(host: TargetHost | undefined): () => Promise<number> {
  let atFirst = Infinity;
  return async () => {
    if (host === undefined) return 0;
    try {
      const now = Number((await readUnitState(host)).restarts);
      atFirst = Math.min(atFirst, now);
      return now - atFirst;
    } catch (error) {
      if (error instanceof CouldNotAsk) return 0;
      throw error;
    }
  };
}

/**
 * Whether the service is in a crash loop that waiting cannot end. Kask exits where Cassandra is not
 * up yet, and comes up by itself once it is: on a new instance that takes more than two restarts.
 * @see mediawiki-services-kask/kask.go, main: Error connecting to Cassandra
 */
async function isHopeless(restarts: number, host: TargetHost | undefined): Promise<boolean> {
  if (restarts < restartsOfALoop) return false;
  const fatal = (await lastLog(host)).findLast((line) => /\bFATAL\b/u.test(line));
  return fatal === undefined || !/cassandra|gocql/iu.test(fatal);
}

interface Attempt {
  readonly reason: string;
  readonly answered: boolean;
  readonly repeat: string;
}

/** Undefined where Kask is up and does not say that it is not ready; Wikimedia's knows no /readyz. */
async function tryOnce(client: KaskClient, target: SmokeTarget): Promise<Attempt | undefined> {
  const isUp = (status: number): boolean => status === 200;
  const mayBeReady = (status: number): boolean => status !== 503;
  return (
    (await complaintOf(client, target, "/healthz", isUp)) ??
    (await complaintOf(client, target, "/readyz", mayBeReady))
  );
}

/** Undefined where the answer of a page is as it should be. */
async function complaintOf(
  client: KaskClient,
  target: SmokeTarget,
  path: string,
  isGood: (status: number) => boolean,
): Promise<Attempt | undefined> {
  const request = { method: "GET", path, body: undefined };
  try {
    const { status, requestId, body } = await client.ask(request);
    if (isGood(status)) return undefined;
    const repeat = repeatLine(target, { ...request, requestId });
    const reason = `GET ${path} answered ${status}${reasonsIn(body)}`;
    return { reason, answered: true, repeat };
  } catch (error) {
    if (!(error instanceof CouldNotAsk)) throw error;
    return { reason: error.message, answered: false, repeat: error.repeat ?? "" };
  }
}

/** Why a Kask of ours says that it is not ready, behind a colon; empty for all else. */
function reasonsIn(body: Uint8Array): string {
  try {
    const { reasons } = JSON.parse(Buffer.from(body).toString()) as { reasons: unknown };
    const words = [reasons].flat().map((each) => String((each as { reason: unknown }).reason));
    return words.length === 0
      ? ""
      : `: ${words
          .join("; ")
          .replace(/\p{Cc}/gu, " ")
          .slice(0, mostCharacters)}`;
  } catch {
    return "";
  }
}

/** Whoever answers is not always a Kask. */
const mostCharacters = 300;

function judge(failures: readonly Attempt[]) {
  const last = failures.at(-1);
  const counts = Map.groupBy(failures, ({ reason }) => reason);
  const [most] = [...counts.values()].sort((a, b) => b.length - a.length);
  return {
    answered: last?.answered ?? false,
    last: last?.reason ?? "it answered, but not three times in a row",
    mostFrequent: most?.[0]?.reason ?? "",
    repeat: last?.repeat ?? "",
  };
}
