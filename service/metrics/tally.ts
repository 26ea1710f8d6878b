import type { Metric } from "../contract/metrics.ts";

/** One number with its labels, as the registry of prom-client wants it. */
export interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** What the registry of prom-client asks of a metric; its own classes hash the labels at every step. */
export interface RegistryMetric {
  readonly name: string;
  readonly help: string;
  readonly type: Metric["type"];
  readonly aggregator: "sum" | "min";
  get(): Promise<object>;
  reset(): void;
}

/** Durations that were counted into buckets. */
export interface DurationTally {
  /** Adds one. */
  observe(seconds: number): void;
}

type Labels = Readonly<Record<string, string>>;

interface Row {
  readonly labels: Labels;
  /** One more than the bounds: the last is for what exceeds them all. */
  readonly counts: number[];
  sum: number;
}

/** A histogram, and with `counter` a counter of the same events, whose children a hot path keeps at hand. */
export class Durations {
  readonly #rows = new Map<string, Row & DurationTally>();
  readonly #bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  /** The tally of some labels, made when it is first asked for. */
  of(key: string, labels: () => Labels): DurationTally {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const bounds = this.#bounds;
    const row = {
      labels: labels(),
      counts: new Array<number>(bounds.length + 1).fill(0),
      sum: 0,
      observe(seconds: number): void {
        let bucket = 0;
        while (bucket < bounds.length && seconds > (bounds[bucket] as number)) bucket++;
        row.counts[bucket] = (row.counts[bucket] as number) + 1;
        row.sum += seconds;
      },
    };
    this.#rows.set(key, row);
    return row;
  }

  /** As a histogram of the registry. */
  histogram({ name, help }: Pick<Metric, "name" | "help">): RegistryMetric {
    return this.#metric(name, help, "histogram", (row) => this.#histogramSamples(name, row));
  }

  /** As a counter of the registry. */
  counter({ name, help }: Pick<Metric, "name" | "help">): RegistryMetric {
    return this.#metric(name, help, "counter", ({ labels, counts }) => [
      { labels, value: counts.reduce((sum, count) => sum + count, 0) },
    ]);
  }

  #metric(
    name: string,
    help: string,
    type: "histogram" | "counter",
    samplesOf: (row: Row) => readonly Sample[],
  ): RegistryMetric {
    return {
      name,
      help,
      type,
      aggregator: "sum",
      get: async () => ({
        name,
        help,
        type,
        aggregator: "sum",
        values: [...this.#rows.values()].flatMap(samplesOf),
      }),
      reset: () => this.#rows.clear(),
    };
  }

  #histogramSamples(name: string, { labels, counts, sum }: Row): readonly Sample[] {
    let total = 0;
    const buckets = counts.map((count, index): Sample => {
      total += count;
      const le = this.#bounds[index] ?? "+Inf";
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: total };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: total },
    ];
  }
}
