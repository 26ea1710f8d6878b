/** A metric that Kask publishes. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "histogram" | "gauge";
  readonly labels: readonly string[];
  /** Upper bounds in seconds. */
  readonly buckets?: readonly number[];
}

/**
 * Kask's own metrics. Only requests that reach the base URI are counted; redirects are not.
 * @see mediawiki-services-kask/kask.go, promHTTPReqsCounterVec, promDurationHistoVec, promBuildInfoGauge
 */
export const metrics = {
  requests: {
    name: "http_requests_total",
    help: "Count of HTTP requests processed, partitioned by status code and HTTP method.",
    type: "counter",
    labels: ["code", "method"],
  },
  duration: {
    name: "http_request_duration_seconds",
    help: "A histogram of latencies for requests, partitioned by status code and HTTP method.",
    type: "histogram",
    labels: ["code", "method"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  },
  buildInfo: {
    name: "kask_build_info",
    help: "Build information",
    type: "gauge",
    labels: ["build_date", "build_host", "go_version", "version"],
  },
} as const satisfies Record<string, Metric>;
