import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BuildInfo } from "../contract/build-info.ts";
import { metrics } from "../contract/metrics.ts";

const millisecondsPerSecond = 1000;

/**
 * Counts and times the requests that reach the base URI. A DELETE that failed is counted as the 500
 * that it was answered with; Kask counts it as 204.
 * @see mediawiki-services-kask/http.go, PrometheusInstrumentationMiddleware
 */
export function useInstrumentation(app: FastifyInstance, buildInfo: BuildInfo): Registry {
  const registry = new Registry();
  const registers = [registry];
  const { requests, duration } = metrics;
  const counter = new Counter({ ...namesOf(requests), registers });
  const histogram = new Histogram({
    ...namesOf(duration),
    buckets: [...duration.buckets],
    registers,
  });
  const gauge = new Gauge({ ...namesOf(metrics.buildInfo), registers });
  gauge.set({ ...buildInfo }, 1);
  collectDefaultMetrics({ register: registry });

  app.addHook("onResponse", (request, reply, done) => {
    if ("path" in request.address) {
      const labels = { code: String(reply.statusCode), method: request.method };
      histogram.observe(labels, reply.elapsedTime / millisecondsPerSecond);
      counter.inc(labels);
    }
    done();
  });
  return registry;
}

function namesOf<Label extends string>(metric: {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}): { name: string; help: string; labelNames: Label[] } {
  return { name: metric.name, help: metric.help, labelNames: [...metric.labels] };
}
