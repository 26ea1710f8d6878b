import { load } from "js-yaml";

/** What counts of Puppet's `last_run_summary.yaml`. */
export interface RunSummary {
  /** Seconds since 1970, by the host's clock. */
  readonly lastRun: number;
  /** Resources of the catalog; 0 where none was compiled. */
  readonly total: number;
  readonly changed: number;
  readonly failed: number;
  readonly failedToRestart: number;
  /** Failed events. */
  readonly failures: number;
  readonly configVersion: string | undefined;
}

/**
 * Reads a run summary; undefined for one that is empty, malformed or without a time.
 * @see operations-puppet/modules/profile/files/puppet/bin/puppet-common.sh, last_run_success
 */
export function parseSummary(text: string): RunSummary | undefined {
  const root = mapping(read(text));
  const resources = mapping(root["resources"]);
  const lastRun = number(mapping(root["time"])["last_run"]);
  if (lastRun === undefined) return undefined;
  const version = mapping(root["version"])["config"];
  return {
    lastRun,
    total: number(resources["total"]) ?? 0,
    changed: number(resources["changed"]) ?? 0,
    failed: number(resources["failed"]) ?? 0,
    failedToRestart: number(resources["failed_to_restart"]) ?? 0,
    failures: number(mapping(root["events"])["failure"]) ?? 0,
    configVersion: version === undefined || version === null ? undefined : String(version),
  };
}

function read(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
