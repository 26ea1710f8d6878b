import { randomUUID } from "node:crypto";
import { dump } from "js-yaml";
import { writeFileAtomically } from "../../base/files.ts";
import type { LogLine } from "./console.ts";
import { settingPath } from "./files.ts";
import type { ResourceStatus } from "./resource-status.ts";

/** The Puppet that the stand-in plays. */
export const puppetVersion = "7.23.0";

/** A finished run. */
export interface FinishedRun {
  readonly fqdn: string;
  /** Undefined where no catalog was compiled. */
  readonly configurationVersion: string | undefined;
  readonly statuses: readonly ResourceStatus[];
  readonly logs: readonly LogLine[];
  /** Of fetching the catalog. */
  readonly retrievalSeconds: number;
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/**
 * Writes the two files by which a run is judged: the summary and the report.
 * @see puppet lib/puppet/transaction/report.rb, Report#raw_summary
 */
export async function writeRunFiles(root: string, run: FinishedRun): Promise<void> {
  const summary = `---\n${dump(summaryOf(run))}`;
  await writeFileAtomically(settingPath(root, "lastrunreport"), reportText(run), 0o640);
  await writeFileAtomically(settingPath(root, "lastrunfile"), summary, 0o644);
}

function summaryOf(run: FinishedRun) {
  const count = (outcome: ResourceStatus["outcome"]): number =>
    run.statuses.filter((status) => status.outcome === outcome).length;
  const events = run.statuses.flatMap((status) => status.events);
  const failures = events.filter(({ status }) => status === "failure").length;
  return {
    version: { config: run.configurationVersion ?? null, puppet: puppetVersion },
    application: {
      run_mode: "agent",
      initial_environment: "production",
      converged_environment: run.configurationVersion === undefined ? null : "production",
    },
    resources: {
      changed: count("changed"),
      corrective_change: 0,
      failed: count("failed"),
      failed_to_restart: 0,
      out_of_sync: count("changed") + count("failed"),
      restarted: run.statuses.filter(({ restarted }) => restarted).length,
      scheduled: 0,
      skipped: count("skipped"),
      total: run.statuses.length,
    },
    time: timesOf(run),
    changes: { total: events.length - failures },
    events: { failure: failures, success: events.length - failures, total: events.length },
  };
}

function timesOf(run: FinishedRun): Readonly<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const { resource, seconds } of run.statuses) {
    const type = resource.replace(/\[.*/s, "").toLowerCase();
    times[type] = (times[type] ?? 0) + seconds;
  }
  return {
    ...times,
    config_retrieval: run.retrievalSeconds,
    transaction_evaluation: run.seconds - run.retrievalSeconds,
    total: run.seconds,
    last_run: Math.floor(run.endedAt / 1000),
  };
}

function reportText(run: FinishedRun): string {
  const logs = run.logs.map((line) => `- !ruby/object:Puppet::Util::Log\n${indent(dump(line), 2)}`);
  const statuses = run.statuses.map(
    (status) =>
      `  ${JSON.stringify(status.resource)}: !ruby/object:Puppet::Resource::Status\n${indent(dump(statusOf(status)), 4)}`,
  );
  return [
    "--- !ruby/object:Puppet::Transaction::Report\n",
    dump(headOf(run)),
    logs.length === 0 ? "logs: []\n" : `logs:\n${logs.join("")}`,
    statuses.length === 0 ? "resource_statuses: {}\n" : `resource_statuses:\n${statuses.join("")}`,
  ].join("");
}

function headOf(run: FinishedRun) {
  const isFailed =
    run.configurationVersion === undefined ||
    run.statuses.some(({ outcome }) => outcome === "failed");
  const isChanged = run.statuses.some(({ outcome }) => outcome === "changed");
  return {
    host: run.fqdn,
    time: new Date(run.endedAt - run.seconds * 1000).toISOString(),
    configuration_version: run.configurationVersion ?? null,
    transaction_uuid: randomUUID(),
    report_format: 12,
    puppet_version: puppetVersion,
    status: isFailed ? "failed" : isChanged ? "changed" : "unchanged",
    transaction_completed: run.configurationVersion !== undefined,
    noop: false,
    noop_pending: false,
    environment: "production",
  };
}

function statusOf({ resource, file, outcome, events, seconds }: ResourceStatus) {
  const { type, title } = /^(?<type>[^[]+)\[(?<title>.*)\]$/s.exec(resource)?.groups ?? {};
  return {
    title,
    file,
    resource,
    resource_type: type,
    evaluation_time: seconds,
    failed: outcome === "failed",
    changed: outcome === "changed",
    out_of_sync: outcome === "changed" || outcome === "failed",
    skipped: outcome === "skipped",
    change_count: events.length,
    events: events.map(({ status, message }) => ({ status, message })),
  };
}

function indent(text: string, width: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(width));
}
