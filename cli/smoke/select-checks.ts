import { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Answer, Check, SmokeTarget } from "./check.ts";

/** Which checks to ask. */
export interface SelectOptions {
  /** Whether checks that write are left out. */
  readonly readOnly: boolean;
  /** Ids; none means every check. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** The checks to ask, healthz first, and the answers of those that are not asked, with the reason. */
export interface Selection {
  readonly asked: readonly Check[];
  readonly skipped: readonly Answer[];
}

/**
 * Chooses what to ask; a run that would ask nothing is refused, since it would look green.
 * @throws {KaskctlError} unknown-check, wrong-use
 */
export function selectChecks(
  checks: readonly Check[],
  target: SmokeTarget,
  options: SelectOptions,
): Selection {
  refuseUnknown(checks, [...options.only, ...options.skip]);
  const wanted = checks.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const judged = wanted.map((check) => ({ check, reason: reasonToSkip(check, target, options) }));
  if (judged.every(({ reason }) => reason !== undefined)) throw nothingToAsk(judged[0]?.reason);
  return {
    asked: judged
      .filter(({ reason }) => reason === undefined)
      .map(({ check }) => check)
      .sort((a, b) => Number(b.id === "healthz") - Number(a.id === "healthz")),
    skipped: judged.flatMap(({ check, reason }) =>
      reason === undefined ? [] : [skipAnswer(check, target, reason)],
    ),
  };
}

function nothingToAsk(reason: string | undefined): KaskctlError {
  const why = reason === undefined ? "" : ` (${reason})`;
  return new KaskctlError("wrong-use", `No check is left to ask${why}.`, {
    hint: "Name other checks with --only, or fewer with --skip.",
  });
}

/** The answer of a check that was not asked. */
export function skipAnswer({ id, asks }: Check, target: SmokeTarget, reason: string): Answer {
  return { id, host: target.host?.fqdn, status: "skip", seconds: 0, asks, actual: reason };
}

function reasonToSkip(
  check: Check,
  target: SmokeTarget,
  { readOnly, skip }: SelectOptions,
): string | undefined {
  if (skip.includes(check.id)) return "as --skip says";
  if (readOnly && check.writes) return "it writes, and --read-only was given";
  if (check.layer === "host" && target.host === undefined) {
    return "a URL says nothing about the host behind it";
  }
  return undefined;
}

function refuseUnknown(checks: readonly Check[], ids: readonly string[]): void {
  const known = checks.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new KaskctlError(
    "unknown-check",
    `Cannot choose smoke checks: there is no check ${JSON.stringify(unknown)}.`,
    { hint: didYouMean(unknown, known) },
  );
}
