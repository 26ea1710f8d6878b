import type { BuildInfo } from "../contract/build-info.ts";
import { answer } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Readiness } from "../storage/store.ts";

/** Answers a request for one page, whatever its method. */
export type PageRoute = (exchange: Exchange) => void | Promise<void>;

/** Gives the metrics as text. */
export interface MetricsSource {
  readonly contentType: string;
  metrics(): Promise<string>;
}

const json = ["Content-Type", "application/json"] as const;

/**
 * `/healthz`: the program lives. No store is asked.
 * @see mediawiki-services-kask/http.go, Healthz
 */
export function healthzRoute(buildInfo: BuildInfo): PageRoute {
  const { version, build_date, build_host, go_version } = buildInfo;
  const text = JSON.stringify({ version, build_date, build_host, go_version }, null, 2);
  return (exchange) => answer(exchange, 200, json, text);
}

/** `/metrics`, as Prometheus' handler for Go has it. */
export function metricsRoute(source: MetricsSource): PageRoute {
  return async (exchange) =>
    answer(exchange, 200, ["Content-Type", source.contentType], await source.metrics());
}

/**
 * `/openapi`.
 * @see mediawiki-services-kask/http.go, OpenAPI
 */
export function openapiRoute(text: string): PageRoute {
  return (exchange) => answer(exchange, 200, ["Content-Type", "application/x-yaml"], text);
}

/** What `/readyz` says of one store. */
export interface StoreReadiness {
  readonly name: string;
  readonly readiness: Readiness;
}

/**
 * `/readyz`: whether requests would be answered now, and if not, why. It turns as soon as the server is
 * asked to stop, so that nothing new is sent to it.
 */
export function readyzRoute(
  isStopping: () => boolean,
  stores: () => readonly StoreReadiness[],
): PageRoute {
  return (exchange) => {
    const reasons = isStopping()
      ? [{ reason: "stopping" }]
      : stores().flatMap(({ name, readiness }) =>
          readiness.ready
            ? []
            : [{ ...(name !== "" && { store: name }), reason: readiness.reason }],
        );
    const isReady = reasons.length === 0;
    const body = JSON.stringify(isReady ? { ready: true } : { ready: false, reasons }, null, 2);
    answer(exchange, isReady ? 200 : 503, json, body);
  };
}
