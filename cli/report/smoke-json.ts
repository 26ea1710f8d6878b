import type { Answer, SmokeReport } from "../smoke/check.ts";
import { type SmokeSummary, summariseSmoke } from "./smoke-summary.ts";

/** The JSON of one answer; what it has not got is absent. */
interface AnswerJson {
  readonly id: string;
  readonly host?: string;
  readonly status: Answer["status"];
  readonly seconds: number;
  readonly asks: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly repeat?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What `smoke --json` prints and `deploy` has as its member `smoke`. */
export interface SmokeJson {
  readonly run: string;
  readonly target: string;
  readonly checks: readonly AnswerJson[];
  readonly summary: SmokeSummary;
}

/** A smoke run as a value for JSON, without `schema_version`. */
export function smokeJson({ run, target, answers }: SmokeReport): SmokeJson {
  return { run, target, checks: answers.map(answerJson), summary: summariseSmoke(answers) };
}

/** The whole document of `smoke --json`. */
export function formatSmokeJson(report: SmokeReport): string {
  return `${JSON.stringify({ schema_version: 1, ...smokeJson(report) }, undefined, 2)}\n`;
}

function answerJson(answer: Answer): AnswerJson {
  const { id, host, status, seconds, asks, expected, actual, repeat, data } = answer;
  return {
    id,
    ...(host === undefined ? {} : { host }),
    status,
    seconds,
    asks,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(data === undefined ? {} : { data }),
  };
}
