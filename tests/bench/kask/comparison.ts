import { type LoadOutcome, pooledPercentileMs, requestsPerSecond } from "./load.ts";

/** What one program did under one load, over all rounds. */
export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number;
  /** The highest that was seen. */
  readonly residentMib: number;
  readonly failed: number;
}

/** One round of one program. */
export interface Round {
  readonly outcome: LoadOutcome;
  readonly cpuUs: number;
  readonly residentMib: number;
}

/** Sums up the rounds of one program. */
export function summarise(rounds: readonly Round[]): Measured {
  const outcomes = rounds.map(({ outcome }) => outcome);
  const requests = outcomes.reduce((sum, each) => sum + each.requests, 0);
  return {
    requestsPerSecond: requestsPerSecond(outcomes),
    p50Ms: pooledPercentileMs(outcomes, 0.5),
    p99Ms: pooledPercentileMs(outcomes, 0.99),
    cpuUsPerRequest: rounds.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / requests,
    residentMib: Math.max(...rounds.map(({ residentMib }) => residentMib)),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
  };
}
