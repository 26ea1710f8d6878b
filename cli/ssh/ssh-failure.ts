import type { Outcome, UnreachableReason } from "./transport.ts";

/** Why `ssh` did not get to the host's shell. */
export type SshFailure = Extract<Outcome, { kind: "unreachable" | "hostkey" | "auth" }>;

type Make = (detail: string) => SshFailure;

const unreachable =
  (reason: UnreachableReason): Make =>
  (detail) => ({ kind: "unreachable", reason, detail });

const hostkey =
  (reason: "unknown" | "changed"): Make =>
  (detail) => ({ kind: "hostkey", reason, detail });

const auth: Make = (detail) => ({ kind: "auth", detail });

/** The first that matches wins: a changed key also fails verification, a jump also closes. */
const failures: readonly (readonly [RegExp, Make])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY/, hostkey("changed")],
  [/Host key verification failed|host key is known for/, hostkey("unknown")],
  [/Permission denied|Too many authentication failures|authentication methods/, auth],
  // Only behind a jump host does ssh go on after it could not connect.
  [/^ssh: [\s\S]*kex_exchange_identification|^channel \d+: open failed/m, unreachable("jump")],
  [/stdio forwarding failed|UNKNOWN port 65535/, unreachable("jump")],
  [/Could not resolve hostname|Name or service not known/, unreachable("dns")],
  [/Connection refused/, unreachable("refused")],
  [/timed out|No route to host|Network is unreachable|Host is down/, unreachable("timeout")],
];

/** What the words of `ssh` mean (English, as `LC_ALL=C` makes them). */
export function sshFailure(stderr: string): SshFailure {
  const found = failures.find(([pattern]) => pattern.test(stderr));
  const make = found?.[1] ?? unreachable("protocol");
  return make(tellingLine(stderr));
}

/** Whether a server turned us away before it said its version, as a busy bastion does at random. */
export function isTurnedAway(stderr: string): boolean {
  return (
    stderr.includes("kex_exchange_identification") && !/^ssh:|timed out|forwarding/m.test(stderr)
  );
}

/** Whether `ssh` did not like its own configuration. */
export function isConfigurationMistake(stderr: string): boolean {
  return /Bad configuration option|terminating, \d+ bad configuration|Can't open user config file|Bad owner or permissions on/.test(
    stderr,
  );
}

/** The line that says most: the first that is no decoration and no mere consequence. */
export function tellingLine(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.replace(/\p{Cc}/gu, "").trim())
    .filter((line) => line !== "" && !/^[@*]/.test(line));
  const cause = lines.find((line) => tellingWords.test(line));
  return cause ?? lines.at(-1) ?? "ssh ended without a word";
}

const tellingWords =
  /host key for .* has changed|Offending|host key is known|verification failed|Permission denied|authentication|Could not resolve|open failed|refused|timed out|No route|unreachable|kex_exchange|Unable to negotiate|Bad configuration|Can't open user config|Bad owner/i;
