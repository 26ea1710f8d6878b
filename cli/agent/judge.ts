import { count } from "../base/count.ts";
import type { AgentOutcome, AgentRun, FailedResource } from "./agent-run.ts";
import { failedResources } from "./failed-resources.ts";
import type { RunSummary } from "./parse-summary.ts";

/** What is known of a run that has ended. */
export interface Evidence {
  /** Exit code of `run-puppet-agent`; undefined where it was killed. */
  readonly exitCode: number | undefined;
  readonly summary: RunSummary | undefined;
  /** Lines of the log without colours. */
  readonly log: readonly string[];
  /** Seconds since 1970, by the host's clock. */
  readonly startedAt: number;
  /** The process that held Puppet's run lock before the start. */
  readonly lockedBy: number | undefined;
}

/** The part of an AgentRun that evidence decides. */
export type Judgement = Pick<AgentRun, "outcome" | "detail" | "changed" | "failed"> & {
  readonly failedResources: readonly FailedResource[];
};

/**
 * How a run ended. The exit code does not tell: it is 0 for a run with failed resources, and 1 for
 * several ways of not running at all.
 */
export function judge(evidence: Evidence): Judgement {
  const { summary } = evidence;
  const refusal = refusalOf(evidence);
  if (refusal) return withoutChanges(refusal.outcome, refusal.detail);
  if (evidence.exitCode === undefined) {
    return withoutChanges("lost", "The run was killed on the host before it ended.");
  }
  if (summary && isFresh(evidence) && summary.total > 0) return applied(evidence, summary);
  return notApplied(evidence);
}

/** Whether the summary is of this run, by the host's clock. */
function isFresh({ summary, startedAt }: Evidence): boolean {
  return summary !== undefined && summary.lastRun >= startedAt;
}

function withoutChanges(outcome: AgentOutcome, detail: string): Judgement {
  return { outcome, detail, changed: 0, failed: 0, failedResources: [] };
}

/** Where Puppet did not even try. */
function refusalOf({ log, lockedBy }: Evidence): Pick<Judgement, "outcome" | "detail"> | undefined {
  const text = log.join("\n");
  const disabled = /administratively disabled \(Reason: '([\s\S]*?)'\)/.exec(text);
  if (disabled) {
    return { outcome: "disabled", detail: `Puppet is disabled there: ${disabled[1] ?? ""}` };
  }
  const waited = /^Waited (\d+) seconds and a preceding puppet run is still ongoing/m.exec(text);
  if (waited) {
    const holder = lockedBy === undefined ? "Another run" : `Process ${lockedBy}`;
    const detail = `${holder} still held Puppet's run lock after ${waited[1]} seconds.`;
    return { outcome: "lock-timeout", detail };
  }
  if (/Run of Puppet configuration client already in progress; skipping/.test(text)) {
    return {
      outcome: "lock-timeout",
      detail: "Another run took Puppet's lock at the same moment.",
    };
  }
  return undefined;
}

function applied({ exitCode, log }: Evidence, summary: RunSummary): Judgement {
  const { changed } = summary;
  const failed = Math.max(summary.failed + summary.failedToRestart, summary.failures > 0 ? 1 : 0);
  const resources = failedResources(log);
  const withFailures = (detail: string): Judgement => ({
    outcome: "applied-with-failures",
    detail,
    changed,
    failed,
    failedResources: resources,
  });
  if (failed > 0) {
    const names = resources.map(({ resource }) => resource).join(", ");
    return withFailures(`${count(failed, "resource")} failed${names === "" ? "." : `: ${names}`}`);
  }
  if (exitCode !== 0) {
    return withFailures(
      `No resource failed, yet the agent ended with exit code ${exitCode}: ${lastError(log)}`,
    );
  }
  return changed > 0
    ? {
        outcome: "changed",
        detail: `${count(changed, "resource")} changed.`,
        changed,
        failed,
        failedResources: [],
      }
    : withoutChanges("unchanged", "Everything was as it should be.");
}

const causes: readonly { readonly outcome: AgentOutcome; readonly words: RegExp }[] = [
  { outcome: "compile-failed", words: /Error \d{3} on SERVER|Evaluation Error|Syntax error at/ },
  {
    outcome: "certificate-problem",
    // The last is what a clock that is wrong makes of a certificate or a CRL.
    words: /certificate|SSL_connect|private key|\bCSR\b|verify time is synchronized/i,
  },
  {
    outcome: "server-unreachable",
    words:
      /Failed to open TCP connection|Connection refused|Could not connect|getaddrinfo|execution expired|timed out|No route to host|Name or service not known|Network is unreachable|No more routes/i,
  },
];

function notApplied(evidence: Evidence): Judgement {
  const { exitCode, log } = evidence;
  const errors = log.filter((line) => line.startsWith("Error: "));
  for (const { outcome, words } of causes) {
    const line = errors.find((error) => words.test(error));
    if (line !== undefined) return withoutChanges(outcome, serverError(line));
  }
  // It may have been signed while the agent waited, and then something else went wrong.
  const unsigned = unsignedCertificate(log);
  if (unsigned !== undefined) {
    const remedy = `sign it there with \`puppetserver ca sign --certname ${unsigned}\``;
    const detail = `Puppetserver has not signed the certificate ${unsigned}: ${remedy}.`;
    return withoutChanges("certificate-problem", detail);
  }
  const left = isFresh(evidence) ? "a summary without any resource" : "no summary of this run";
  const detail = `The agent ended with exit code ${exitCode} and left ${left}: ${lastError(log)}`;
  return withoutChanges("compile-failed", detail);
}

/** Puppet does not call that an error. */
function unsignedCertificate(log: readonly string[]): string | undefined {
  const words = /you might still need to sign this agent's certificate \(([\w.-]+)\)/;
  return words.exec(log.join("\n"))?.[1];
}

function serverError(line: string): string {
  return line
    .replace(/^Error: (?:Could not retrieve catalog from remote server: )?/, "")
    .replace(/^Error \d{3} on SERVER: (?:Server Error: )?/, "");
}

function lastError(log: readonly string[]): string {
  const line =
    log.findLast((text) => text.startsWith("Error: ")) ?? log.findLast((text) => text !== "");
  return line?.replace(/^Error: /, "") ?? "it said nothing.";
}
