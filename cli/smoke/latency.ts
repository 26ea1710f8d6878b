/** Latencies of one operation in milliseconds; percentiles are nearest-rank over the raw samples. */
export interface Latency {
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** One answered request. */
export interface LatencySample {
  /** `create`, `read`, `delete`, or the method in lower case. */
  readonly operation: string;
  readonly durationMs: number;
}

/** The samples summed up by operation, in the order in which the operations first came. */
export function summariseLatencies(
  samples: readonly LatencySample[],
): Readonly<Record<string, Latency>> {
  const byOperation = Map.groupBy(samples, (sample) => sample.operation);
  return Object.fromEntries(
    [...byOperation].map(([operation, group]) => [
      operation,
      summarise(group.map(({ durationMs }) => durationMs)),
    ]),
  );
}

function summarise(durationsMs: readonly number[]): Latency {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const rank = (share: number) =>
    round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { n: sorted.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max: rank(1) };
}

/** To a microsecond: what the clock can tell. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
