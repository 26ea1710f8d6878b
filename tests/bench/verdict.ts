/** A figure, what it must be, and whether it is. */
export interface Verdict {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Whether the figure is within its bounds; one that could not be measured is not. */
export function holds({ value, atLeast = -Infinity, atMost = Infinity }: Verdict): boolean {
  return value >= atLeast && value <= atMost;
}

/** One line of the table. */
export function verdictLine(verdict: Verdict): string {
  const { what, value, unit, atLeast, atMost } = verdict;
  const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  const word = holds(verdict) ? "" : "  MISSED";
  return `${what.padEnd(52)} ${value.toFixed(2).padStart(10)} ${unit.padEnd(6)} (${bound})${word}`;
}
