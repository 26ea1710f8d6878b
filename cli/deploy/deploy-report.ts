import type { AgentRun } from "../agent/agent-run.ts";
import type { Finding } from "../lint/rule.ts";
import type { Answer } from "../smoke/check.ts";
import type { HostPrograms } from "./host-programs.ts";
import type { Plan } from "./plan.ts";

/** The steps of a deploy, in their order. */
export const stepNames = ["render", "lint", "plan", "push", "agent", "schema", "smoke"] as const;

/** A name of {@link stepNames}. */
export type StepName = (typeof stepNames)[number];

/** What became of one step. */
export interface Step {
  readonly name: StepName;
  readonly status: "done" | "failed" | "skipped";
  readonly seconds: number;
  /** One sentence. */
  readonly summary: string;
}

/** What a whole deploy did: what was asked for, what was found, what happened. */
export interface DeployReport {
  /** Also that of its smoke run, which `smoke --cleanup` takes. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly context: string;
  readonly service: string;
  readonly outcome: "done" | "failed";
  readonly exitCode: number;
  readonly steps: readonly Step[];
  /** Why it stopped and what to try, where it failed. */
  readonly failure:
    | { readonly code: string; readonly message: string; readonly hint: string | undefined }
    | undefined;
  /** The rendered Hiera text with digests in place of secrets; undefined where rendering failed. */
  readonly text: string | undefined;
  readonly findings: readonly Finding[];
  readonly plan: Plan | undefined;
  readonly agent: readonly AgentRun[];
  /** What ran on the hosts when Kask was asked; nothing before that. */
  readonly programs: readonly HostPrograms[];
  /** As far as they were asked. */
  readonly smoke: readonly Answer[];
}
