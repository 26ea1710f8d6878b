/** A figure over several runs. */
export interface Figure {
  readonly what: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** `CPU-ms` is user and system time together. */
  readonly unit: "ms" | "CPU-ms" | "MiB";
  /** What it must not exceed on a quiet machine. */
  readonly bound?: number;
  /** Why it was not measured. */
  readonly skipped?: string;
}

/** A question about speed, and how it is answered. */
export interface Bench {
  readonly name: string;
  readonly question: string;
  run(): Promise<readonly Figure[]>;
}

/** Sums up raw samples. */
export function figure(
  what: string,
  samples: readonly number[],
  bound?: number,
  unit: Figure["unit"] = "ms",
): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const base = {
    what,
    median: at(Math.floor(sorted.length / 2)),
    min: at(0),
    max: at(sorted.length - 1),
    unit,
  };
  return bound === undefined ? base : { ...base, bound };
}
