import type { Answer, Check, SmokeTarget } from "./check.ts";
import { lastLog } from "./last-log.ts";
import { maskLog } from "./mask-log.ts";
import type { Readiness } from "./readiness.ts";
import { skipAnswer } from "./select-checks.ts";

/** Where the answers go. */
interface Run {
  readonly target: SmokeTarget;
  readonly onAnswer?: (answer: Answer) => void;
}

/**
 * The answers of the `http` checks where Kask did not come up: healthz says why, with the last
 * lines of the service's log where there is a host, and the others are skipped.
 */
export async function notReadyAnswer(
  { target, onAnswer }: Run,
  readiness: Extract<Readiness, { ready: false }>,
  checks: readonly Check[],
): Promise<readonly Answer[]> {
  const answers = [
    await healthzAnswer(target, readiness),
    ...checks
      .filter(({ id }) => id !== "healthz")
      .map((check) => skipAnswer(check, target, "Kask did not become ready")),
  ];
  for (const answer of answers) onAnswer?.(answer);
  return answers;
}

async function healthzAnswer(
  target: SmokeTarget,
  readiness: Extract<Readiness, { ready: false }>,
): Promise<Answer> {
  const { attempts, seconds, restarts, answered, last, mostFrequent, repeat } = readiness;
  const restarted =
    restarts === 0
      ? ""
      : `, while systemd restarted it ${restarts === 1 ? "once" : `${restarts} times`}`;
  const often = mostFrequent === last ? "" : `; most often: ${mostFrequent}`;
  return {
    id: "healthz",
    host: target.host?.fqdn,
    status: answered ? "fail" : "error",
    seconds,
    asks: "Does Kask come up?",
    expected: "GET /healthz → 200, three times in a row",
    actual: `not within ${Math.round(seconds)} s and ${attempts} tries${restarted}; last: ${last}${often}`,
    repeat,
    ...(await logOf(target)),
  };
}

async function logOf(target: SmokeTarget): Promise<Pick<Answer, "data">> {
  const log = await lastLog(target.host);
  return log.length === 0 ? {} : { data: { log: log.map((line) => maskLog(line, target)) } };
}
