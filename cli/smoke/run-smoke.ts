import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { Answer, Check, SmokeTarget, Verdict } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";
import { createKaskClient, type KaskClient } from "./http-client.ts";
import type { KeyJournal } from "./key-journal.ts";
import { summariseLatencies } from "./latency.ts";
import { notReadyAnswer } from "./not-ready-answer.ts";
import { waitUntilReady } from "./readiness.ts";
import { type SelectOptions, selectChecks } from "./select-checks.ts";
import { deleteNotedKeys, smokeKey } from "./smoke-keys.ts";
import { openSession, type SessionParts } from "./smoke-session.ts";

/** How to ask. */
export interface SmokeOptions extends SelectOptions {
  /**
   * How long the service must stay the same. systemd restarts after 10 s, so two restarts fit
   * into the 25 s that are right for a real host.
   */
  readonly windowMs: number;
  /** How long Kask may take to come up. A pull, a slow start and a restart fit into 180 s. */
  readonly readyTimeoutMs: number;
}

/** What a smoke run needs. */
export interface SmokeRun {
  readonly target: SmokeTarget;
  readonly checks: readonly Check[];
  readonly world: World;
  /** Letters, digits, `_`, `.` and `-`: it is part of every key. */
  readonly runId: string;
  readonly journal: KeyJournal;
  readonly options: SmokeOptions;
  /** Told each answer as it comes. */
  readonly onAnswer?: (answer: Answer) => void;
}

/**
 * Asks one target every chosen check. First Kask must be ready; then the `http` checks, one after the
 * other, and each `host` check are asked side by side, so that the stability window of `unit` costs no
 * time of its own. The answers come in the order healthz, the other `http` checks, the `host` checks.
 * Keys are deleted however it ends; those that stay are told in one more answer, `clean-up`.
 * @throws {KaskctlError} interrupted, unknown-check, file-unwritable
 */
export async function runSmoke(run: SmokeRun): Promise<readonly Answer[]> {
  const chosen = selectChecks(run.checks, run.target, run.options);
  const client = createKaskClient(run.target, run.world.signal);
  let left: readonly string[] = [];
  let answers: readonly Answer[];
  try {
    answers = await askAll(run, client, chosen.asked);
  } catch (error) {
    left = await deleteNotedKeys(run.target, run.journal);
    throw interruption(run, error, left);
  } finally {
    await client.close();
  }
  left = await deleteNotedKeys(run.target, run.journal);
  return inOrder(run.checks, [...answers, ...chosen.skipped, ...cleanUpAnswer(run, left)]);
}

async function askAll(
  run: SmokeRun,
  client: KaskClient,
  checks: readonly Check[],
): Promise<readonly Answer[]> {
  const readiness = await waitUntilReady(client, run.target, run.world, run.options.readyTimeoutMs);
  const http = checks.filter(({ layer }) => layer === "http");
  const host = checks.filter(({ layer }) => layer === "host");
  let keys = 0;
  const parts: SessionParts = {
    target: run.target,
    world: run.world,
    client,
    journal: run.journal,
    readOnly: run.options.readOnly,
    windowMs: run.options.windowMs,
    newKey: () => smokeKey(run.runId, ++keys),
  };
  const layers = await Promise.allSettled([
    readiness.ready ? askEach(run, parts, http) : notReadyAnswer(run, readiness, http),
    ...host.map((check) => askEach(run, parts, [check])),
  ]);
  // All have ended before the first error goes on, so that no request overtakes the clean-up.
  return layers.flatMap((layer) => {
    if (layer.status === "rejected") throw layer.reason;
    return layer.value;
  });
}

async function askEach(
  run: SmokeRun,
  parts: SessionParts,
  checks: readonly Check[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const check of checks) {
    run.world.signal.throwIfAborted();
    const answer = await askOne(check, parts);
    run.onAnswer?.(answer);
    answers.push(answer);
  }
  return answers;
}

async function askOne(check: Check, parts: SessionParts): Promise<Answer> {
  const { clock } = parts.world;
  const started = clock.now();
  const { session, record } = openSession(parts);
  const verdict = await verdictOf(() => check.run(session));
  const flaky = record.flaky.length === 0 ? verdict : markFlaky(verdict, record.flaky);
  const data = {
    ...flaky.data,
    ...(record.samples.length === 0 ? {} : { latency_ms: summariseLatencies(record.samples) }),
  };
  return {
    ...flaky,
    id: check.id,
    host: parts.target.host?.fqdn,
    asks: check.asks,
    seconds: (clock.now() - started) / 1000,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

async function verdictOf(ask: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CouldNotAsk)) throw error;
    const { message: actual, repeat } = error;
    return repeat === undefined ? { status: "error", actual } : { status: "error", actual, repeat };
  }
}

/** An answer that came at the second asking is right, but the way to Kask is not to be trusted. */
function markFlaky(verdict: Verdict, flaky: readonly string[]): Verdict {
  const data = { ...verdict.data, flaky };
  if (verdict.status !== "pass") return { ...verdict, data };
  return { ...verdict, status: "warn", actual: `${flaky[0]}; the second try did`, data };
}

function interruption(run: SmokeRun, error: unknown, left: readonly string[]): unknown {
  if (!run.world.signal.aborted) return error;
  const keys = left.length === 0 ? "No key is left behind." : `Left behind: ${left.join(", ")}.`;
  return new KaskctlError("interrupted", `The smoke checks were interrupted. ${keys}`, {
    cause: error,
    ...(left.length === 0
      ? {}
      : { hint: `kaskctl smoke TARGET --cleanup ${run.runId} deletes them.` }),
  });
}

function cleanUpAnswer(run: SmokeRun, left: readonly string[]): readonly Answer[] {
  if (left.length === 0) return [];
  const answer: Answer = {
    id: "clean-up",
    host: run.target.host?.fqdn,
    status: "error",
    seconds: 0,
    asks: "Are the keys of this run gone?",
    actual: `could not delete ${left.length} of them; kaskctl smoke TARGET --cleanup ${run.runId} tries again`,
    data: { keys: left },
  };
  run.onAnswer?.(answer);
  return [answer];
}

function inOrder(checks: readonly Check[], answers: readonly Answer[]): readonly Answer[] {
  const rank = ({ id }: Answer): number => {
    const index = checks.findIndex((check) => check.id === id);
    if (index === -1) return 3;
    if (id === "healthz") return 0;
    return checks[index]?.layer === "http" ? 1 : 2;
  };
  return answers.toSorted((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
}
