/** A figure over several runs. */
export interface Figure {
  readonly what: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly unit: "ms" | "MiB";
  /** What it must not exceed on a quiet machine. */
  readonly bound?: number;
}

/** A question about speed, and how it is answered. */
export interface Bench {
  readonly name: string;
  readonly question: string;
  run(): Promise<readonly Figure[]>;
}

/** Sums up raw samples. */
export function figure(what: string, samples: readonly number[], bound?: number): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const base = {
    what,
    median: at(Math.floor(sorted.length / 2)),
    min: at(0),
    max: at(sorted.length - 1),
    unit: "ms",
  } as const;
  return bound === undefined ? base : { ...base, bound };
}
