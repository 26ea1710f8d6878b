import { AggregatorRegistry } from "prom-client";
import { metrics, ownMetrics } from "./contract/metrics.ts";
import type { MetricsExport } from "./worker-messages.ts";

/** What is not the sum of what the workers say. */
const aggregators: ReadonlyMap<string, string> = new Map([
  [metrics.buildInfo.name, "first"],
  [ownMetrics.storeReady.name, "min"],
]);

/**
 * The metrics of all workers together. What a worker told that it counted stays counted when it dies: a
 * sum that fell would look like a restart of all.
 */
export class WorkerMetrics {
  #ofTheDead: Promise<MetricsExport> = Promise.resolve([]);

  /** Keeps the counts of a worker that is no more. */
  bury(last: MetricsExport): void {
    const counts = last.filter(({ type }) => type !== "gauge");
    this.#ofTheDead = this.#ofTheDead.then(
      async (dead) => (await together([dead, counts]).getMetricsAsJSON()) as never,
    );
  }

  /** What `/metrics` serves. */
  async text(ofTheLiving: readonly MetricsExport[]): Promise<string> {
    return together([...ofTheLiving, await this.#ofTheDead]).metrics();
  }
}

function together(
  exported: readonly MetricsExport[],
): ReturnType<typeof AggregatorRegistry.aggregate> {
  const told = exported.map((each) =>
    each.map((metric) => ({
      ...metric,
      aggregator: aggregators.get(metric.name) ?? metric.aggregator,
    })),
  );
  // Its types know no metrics but those of its own making.
  return AggregatorRegistry.aggregate(told as never);
}
