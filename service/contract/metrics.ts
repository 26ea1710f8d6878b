/** A metric that is published. */
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

const storeLabels = ["operation", "outcome"] as const;

/** What is published beside Kask's own. With several stores each of them has a label `store` as well. */
export const ownMetrics = {
  storeDuration: {
    name: "kask_store_duration_seconds",
    help: "How long the store took, partitioned by operation and outcome.",
    type: "histogram",
    labels: storeLabels,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  storeReady: {
    name: "kask_store_ready",
    help: "1 where a quorum of the local replicas answers, else 0.",
    type: "gauge",
    labels: [],
  },
  storeRetries: {
    name: "kask_store_retries_total",
    help: "Attempts that went to another node because one failed.",
    type: "counter",
    labels: [],
  },
  storeSpeculativeExecutions: {
    name: "kask_store_speculative_executions_total",
    help: "Attempts that went to another node because one was slow.",
    type: "counter",
    labels: [],
  },
  storeInFlight: {
    name: "kask_store_in_flight",
    help: "Requests that wait for the store.",
    type: "gauge",
    labels: [],
  },
  nodeConnections: {
    name: "kask_store_node_connections",
    help: "Open connections to a node of the store.",
    type: "gauge",
    labels: ["node", "data_centre"],
  },
  nodeInFlight: {
    name: "kask_store_node_in_flight",
    help: "Requests that wait for a node of the store.",
    type: "gauge",
    labels: ["node", "data_centre"],
  },
  requestsInFlight: {
    name: "kask_http_requests_in_flight",
    help: "HTTP requests that wait for their answer.",
    type: "gauge",
    labels: [],
  },
  requestBytes: {
    name: "kask_http_request_bytes_total",
    help: "Bytes of the values that were sent to be stored.",
    type: "counter",
    labels: [],
  },
  responseBytes: {
    name: "kask_http_response_bytes_total",
    help: "Bytes of the values that were given.",
    type: "counter",
    labels: [],
  },
} as const satisfies Record<string, Metric>;

/** What a store's answer was, as the metrics name it. */
export const storeOutcomes = [
  "hit",
  "miss",
  "stored",
  "created",
  "exists",
  "deleted",
  "overloaded",
  "unavailable",
  "timeout",
  "failed",
] as const;

/** A word of {@link storeOutcomes}. */
export type StoreOutcome = (typeof storeOutcomes)[number];
