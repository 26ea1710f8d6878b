/** Every exit code of kaskctl with the sentence that the reference page prints. */
export const exitCodes = {
  done: { code: 0, summary: "Done." },
  no: {
    code: 1,
    summary:
      "The answer is no: findings, text that does not parse, failing checks, drift, changes with `plan --exit-code`, or a secret that would be published.",
  },
  wrongUse: {
    code: 2,
    summary: "Wrong use: an unknown flag, command, service or `--set` name.",
  },
  yourFile: {
    code: 3,
    summary: "A file of yours is missing, unreadable or not valid, or a secret cannot be had.",
  },
  enc: { code: 4, summary: "Keystone or the ENC refused or is away." },
  host: {
    code: 5,
    summary: "A host is away: unreachable, unknown or changed host key, authentication, lost.",
  },
  agent: {
    code: 6,
    summary:
      "The agent failed: compile-failed, applied-with-failures, timeout, sudo-denied, server-unreachable, certificate-problem.",
  },
  undone: { code: 7, summary: "Failed, and what was done is undone." },
  undoFailed: { code: 8, summary: "Failed, and undoing failed too." },
  conflict: {
    code: 9,
    summary:
      "Conflict: stale plan, lock held, agent disabled by somebody, or its lock was not released in time.",
  },
  bug: { code: 70, summary: "A bug of ours." },
  interrupted: { code: 130, summary: "Interrupted." },
} as const satisfies Record<string, { readonly code: number; readonly summary: string }>;

/** One of the names in {@link exitCodes}. */
export type ExitCodeName = keyof typeof exitCodes;

/** Which exit code wins when several hosts end differently, worst first. */
const worstFirst: readonly number[] = [8, 7, 6, 5, 9, 4, 1];

/** The exit code of a run over several hosts: the worst of `codes`, or 0 where there are none. */
export function worstExitCode(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? Math.max(0, ...codes);
}
