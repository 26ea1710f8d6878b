import type { SshFailure } from "./ssh-failure.ts";
import type { UnreachableReason } from "./transport.ts";

/** An error of ssh2 or of the socket below it. */
export interface Ssh2Error extends Error {
  /** Where it came up, as in `client-socket` or `client-authentication`. */
  readonly level?: string;
  readonly code?: unknown;
}

const reasons: Readonly<Record<string, UnreachableReason>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "timeout",
  EHOSTDOWN: "timeout",
  ENETUNREACH: "timeout",
};

/** What it means that a login ended with this error, or without any. */
export function ssh2Failure(error: Ssh2Error | undefined): SshFailure {
  const detail = ssh2Words(error);
  if (error?.level === "client-authentication") return { kind: "auth", detail };
  const late = error?.level === "client-timeout" ? "timeout" : undefined;
  const reason = late ?? reasons[String(error?.code)] ?? "protocol";
  return { kind: "unreachable", reason, detail };
}

/** The words of an error; of several addresses that failed, only the code is told. */
export function ssh2Words(error: Ssh2Error | undefined): string {
  return error?.message || String(error?.code ?? "the connection was closed");
}
