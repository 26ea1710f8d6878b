import type { StartOptions } from "./configure.ts";

/** Metrics as the registry of prom-client exports them. */
export type MetricsExport = readonly {
  readonly name: string;
  readonly type: string;
  readonly aggregator: string;
}[];

/** What the primary says to a worker. The configuration holds a password: it goes this way, and by no environment. */
export type ToWorker =
  | { readonly kind: "start"; readonly options: StartOptions }
  | { readonly kind: "stop" }
  | { readonly kind: "renew-certificates" }
  /** Wants the worker's own metrics. */
  | { readonly kind: "export"; readonly id: number }
  /** The metrics of all, for a worker that asked. */
  | { readonly kind: "metrics"; readonly id: number; readonly text: string };

/** What a worker says to the primary. */
export type FromWorker =
  | { readonly kind: "ready-to-start" }
  | { readonly kind: "started"; readonly urls: readonly string[] }
  | { readonly kind: "cannot-start"; readonly lines: readonly string[] }
  | { readonly kind: "exported"; readonly id: number; readonly metrics: MetricsExport }
  /** Comes again and again without being asked for, as nobody can ask a worker that has died. */
  | { readonly kind: "counted"; readonly metrics: MetricsExport }
  /** Wants the metrics of all, because somebody asked it for `/metrics`. */
  | { readonly kind: "ask-metrics"; readonly id: number };
