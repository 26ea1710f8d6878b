/**
 * Deploy: the only room that puts the working rooms together.
 *
 * Takes  a Site and a service's name.
 * Gives  a Plan, what became of it, and a DeployReport.
 * Never  writes before every preflight passed, overwrites a change it has not seen, or prints.
 */
import type { Finding } from "../lint/rule.ts";

/** Which of the three things a change touches: the stored text, Puppet's data, files on hosts. */
export type ChangeLayer = "raw" | "effective" | "rendered";

/** One change, down to the value. Secrets are keyed digests, `digest:…`. */
export interface Change {
  readonly op: "add" | "remove" | "replace";
  readonly layer: ChangeLayer;
  /** Present for a role: the path is `roles`, and its name is the value. */
  readonly of?: "role";
  /** The prefixes (layer `raw`) or FQDNs it happens on; absent where there is only one of them. */
  readonly on?: readonly string[];
  /** Keys from the top; in the layer `rendered` the first is the file's path. */
  readonly path: readonly (string | number)[];
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A host that the plan touches. */
export interface PlannedHost {
  readonly fqdn: string;
  readonly image: string | undefined;
  /** Whether the service restarts there. */
  readonly restarts: boolean;
}

/** What would change, with what it was compared to. */
export interface Plan {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly context: string;
  readonly service: string;
  readonly prefixes: readonly PlannedPrefix[];
  readonly changes: readonly Change[];
  readonly hosts: readonly PlannedHost[];
  readonly findings: readonly Finding[];
  /** Sentences about what would surprise: a host that no prefix reaches, a key that another overrides. */
  readonly notes?: readonly string[];
}

/** One prefix of the plan: what the ENC held and what it shall hold. */
export interface PlannedPrefix {
  readonly prefix: string;
  readonly base: {
    readonly text: string | undefined;
    readonly roles: readonly string[];
    readonly sha256: string;
  };
  readonly next: {
    readonly text: string;
    readonly roles: readonly string[];
    readonly sha256: string;
  };
  /** Whether text or roles differ as data; a text that Horizon re-dumped is no change. */
  readonly changed: boolean;
  /** Both texts with digests in place of secrets: what may be printed. The true ones may not. */
  readonly shown?: { readonly base: string | undefined; readonly next: string };
}

/** Whether applying the plan would change what the ENC holds. */
export function hasChanges(plan: Plan): boolean {
  return plan.prefixes.some(({ changed }) => changed);
}
