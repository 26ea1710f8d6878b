/** What a session store is asked for. */
export const operations = ["GET", "POST", "DELETE"] as const;

/** One of {@link operations}. */
export type Operation = (typeof operations)[number];

/** What became of the requests of one operation that were sent during one phase. */
export interface OperationReport {
  readonly sent: number;
  readonly failed: number;
  /** How many failed for each reason: `status 500`, `ECONNRESET`, `wrong value`. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Milliseconds from when a request was sent to the end of its answer; also of those that failed. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What a load saw during one phase, such as a fault. */
export interface PhaseReport extends Readonly<Record<Operation, OperationReport>> {
  readonly title: string;
  /** Of all operations together. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Counts the requests of one phase while they come back. */
export class PhaseTally {
  readonly title: string;
  readonly #latenciesMs = new Map<Operation, number[]>(operations.map((name) => [name, []]));
  readonly #reasons = new Map<Operation, Map<string, number>>(
    operations.map((name) => [name, new Map()]),
  );

  constructor(title: string) {
    this.title = title;
  }

  /** Counts a request that has ended; without a reason it succeeded. */
  count(operation: Operation, latencyMs: number, reason: string | undefined): void {
    this.#latenciesMs.get(operation)?.push(latencyMs);
    if (reason === undefined) return;
    const reasons = this.#reasons.get(operation);
    reasons?.set(reason, (reasons.get(reason) ?? 0) + 1);
  }

  report(): PhaseReport {
    const all = [...this.#latenciesMs.values()].flat();
    return {
      title: this.title,
      GET: this.#reportOf("GET"),
      POST: this.#reportOf("POST"),
      DELETE: this.#reportOf("DELETE"),
      ...percentiles(all),
    };
  }

  #reportOf(operation: Operation): OperationReport {
    const latenciesMs = this.#latenciesMs.get(operation) ?? [];
    const reasons = Object.fromEntries(this.#reasons.get(operation) ?? []);
    const failed = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    return { sent: latenciesMs.length, failed, reasons, ...percentiles(latenciesMs) };
  }
}

/** One line for each phase and operation of which a request failed. */
export function failuresOf(
  phases: readonly PhaseReport[],
  names: readonly Operation[] = operations,
): readonly string[] {
  return phases.flatMap((phase) =>
    names
      .filter((name) => phase[name].failed > 0)
      .map((name) => `${phase.title}: ${phase[name].failed} of ${phase[name].sent} ${name}`),
  );
}

/** The value below which a share (0 to 1) of the values lies; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function percentiles(valuesMs: readonly number[]): {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
} {
  const at = (share: number): number => Math.round(percentile(valuesMs, share) * 10) / 10;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
