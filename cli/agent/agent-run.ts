/**
 * Agent: hosts in, Puppet runs out.
 *
 * Takes  FQDNs and a Transport.
 * Gives  one AgentRun per host, judged by Puppet's run summary and not by an exit code.
 * Never  lets an SSH connection carry the run, enables a host that somebody disabled, or prints.
 */

/** How a Puppet run on one host ended; the closed set of outcomes. */
export type AgentOutcome =
  | "changed"
  | "unchanged"
  | "applied-with-failures"
  | "compile-failed"
  | "server-unreachable"
  | "certificate-problem"
  | "disabled"
  | "lock-timeout"
  | "timeout"
  | "lost"
  | "unreachable"
  | "hostkey"
  | "auth"
  | "sudo-denied"
  | "cancelled"
  | "skipped";

/** A resource that Puppet could not bring to its wanted state. */
export interface FailedResource {
  /** As Puppet writes it: `Service[mediawiki-services-kask]`. */
  readonly resource: string;
  /** The manifest, where Puppet named one. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
}

/** What one Puppet run did, of one shape whether it went well or not. */
export interface AgentRun {
  /** Names the run on the host, as `agent attach` and `agent logs` take it. */
  readonly id: string;
  readonly host: string;
  readonly outcome: AgentOutcome;
  /** One sentence for the outcome: the reason, the process id, the error of the server. */
  readonly detail: string;
  /** Whether the outcome is `changed` or `unchanged`. */
  readonly ok: boolean;
  /** ISO 8601 in UTC, by the clock of this machine: when we began to look at it. */
  readonly startedAt: string;
  readonly seconds: number;
  /** Resources changed and failed, of Puppet's summary; 0 where there is none. */
  readonly changed: number;
  readonly failed: number;
  readonly failedResources: readonly FailedResource[];
  /** Where the masked log lies on this machine; undefined where no line arrived. */
  readonly logFile: string | undefined;
}
