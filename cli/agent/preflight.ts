import { parseSummary, type RunSummary } from "./parse-summary.ts";

/** What a host says of its Puppet before a run. */
export interface Preflight {
  /** Path of the run summary on the host. */
  readonly lastRunFile: string;
  /** Paths of the lock that disables Puppet, and of that of a run. */
  readonly locks: readonly [string, string];
  /** Why somebody disabled Puppet; undefined where nobody did. */
  readonly disabledReason: string | undefined;
  /** The process of a run that goes on. */
  readonly runningPid: number | undefined;
  readonly summary: RunSummary | undefined;
}

/** Reads the words of the preflight script. */
export function parsePreflight(stdout: string): Preflight {
  const { values, summary } = keyValues(stdout);
  const disabled = values.get("disabled");
  const running = values.get("running");
  return {
    lastRunFile: values.get("lastrunfile") ?? "",
    locks: [values.get("disabledlock") ?? "", values.get("agentlock") ?? ""],
    disabledReason: disabled === undefined ? undefined : reasonOf(disabled),
    runningPid: running === undefined ? undefined : Number(running),
    summary,
  };
}

/** `key value` lines, and the run summary after the line `summary`. */
export function keyValues(stdout: string): {
  readonly values: ReadonlyMap<string, string>;
  readonly summary: RunSummary | undefined;
} {
  const [head = "", rest] = stdout.split(/^summary\n/m, 2);
  const lines = head.split("\n").map((line) => /^(\S+) (.*)$/.exec(line));
  const values = new Map(
    lines.flatMap((found) => (found ? [[found[1] ?? "", found[2] ?? ""] as const] : [])),
  );
  return { values, summary: rest === undefined ? undefined : parseSummary(rest) };
}

/** The lock file is JSON since Puppet 3; older and hand-made ones hold the bare reason, or nothing. */
function reasonOf(lock: string): string {
  try {
    const parsed: unknown = JSON.parse(lock);
    const message = (parsed as { readonly disabled_message?: unknown } | null)?.disabled_message;
    if (typeof message === "string" && message !== "") return message;
  } catch {
    if (lock.trim() !== "") return lock.trim();
  }
  return "no reason given";
}
