/**
 * Metrics: what Prometheus reads.
 *
 * Takes  the outcome and time of each request, and what the stores say of themselves.
 * Gives  the text of `/metrics`: Kask's own metrics and ours.
 * Never  has a key, a value or a credential among its labels.
 */
import { collectDefaultMetrics, Gauge, type Metric as PromMetric, Registry } from "prom-client";
import type { BuildInfo } from "../contract/build-info.ts";
import { type Metric, metrics, ownMetrics, type StoreOutcome } from "../contract/metrics.ts";
import type { NodeStats, Store } from "../storage/store.ts";
import { Durations, type RegistryMetric } from "./tally.ts";

/** A store, and what metrics call it. */
export interface NamedStore {
  /** Empty where it is the only one: its metrics have no label `store`. */
  readonly name: string;
  readonly store: Store;
}

/** What is told as requests come and go. */
export interface ServiceMetrics {
  readonly registry: Registry;
  /** A request under the base URI of a store was answered. */
  answered(store: number, method: string, code: number, seconds: number): void;
  /** A store did what it was asked, or failed to. */
  asked(store: number, operation: string, outcome: StoreOutcome, seconds: number): void;
  /** Bytes of values, by way: in to be stored, out to be read. */
  readonly bytes: { received: number; sent: number };
  /** Requests that wait for their answer now. */
  inFlight: number;
}

/** The metrics of one process. */
export function serviceMetrics(
  stores: readonly NamedStore[],
  buildInfo: BuildInfo,
): ServiceMetrics {
  const registry = new Registry();
  const requests = new Durations(metrics.duration.buckets);
  const asks = new Durations(ownMetrics.storeDuration.buckets);
  const labelsOfStore = stores.map(({ name }) => (name === "" ? {} : { store: name }));
  const told: ServiceMetrics = {
    registry,
    bytes: { received: 0, sent: 0 },
    inFlight: 0,
    answered(store, method, code, seconds) {
      requests
        .of(`${store} ${code} ${method}`, () => ({
          ...labelsOfStore[store],
          code: `${code}`,
          method,
        }))
        .observe(seconds);
    },
    asked(store, operation, outcome, seconds) {
      asks
        .of(`${store} ${operation} ${outcome}`, () => ({
          ...labelsOfStore[store],
          operation,
          outcome,
        }))
        .observe(seconds);
    },
  };
  register(registry, requests.counter(metrics.requests));
  register(registry, requests.histogram(metrics.duration));
  register(registry, asks.histogram(ownMetrics.storeDuration));
  registerBuildInfo(registry, buildInfo);
  registerProcess(registry, told);
  registerStores(registry, stores, labelsOfStore);
  collectDefaultMetrics({ register: registry });
  return told;
}

/** prom-client's types know only its own classes; its registry asks no more than `RegistryMetric` has. */
function register(registry: Registry, metric: RegistryMetric): void {
  registry.registerMetric(metric as unknown as PromMetric);
}

function registerBuildInfo(registry: Registry, buildInfo: BuildInfo): void {
  const { name, help, labels } = metrics.buildInfo;
  const gauge = new Gauge({ name, help, labelNames: labels, registers: [registry] });
  gauge.set({ ...buildInfo }, 1);
}

function registerProcess(registry: Registry, told: ServiceMetrics): void {
  readOn(registry, ownMetrics.requestsInFlight, () => [[{}, told.inFlight]]);
  readOn(registry, ownMetrics.requestBytes, () => [[{}, told.bytes.received]]);
  readOn(registry, ownMetrics.responseBytes, () => [[{}, told.bytes.sent]]);
}

type Reading = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

function registerStores(
  registry: Registry,
  stores: readonly NamedStore[],
  labelsOfStore: readonly Readonly<Record<string, string>>[],
): void {
  const each = (read: (store: Store) => number) => (): Reading =>
    stores.map(({ store }, index) => [labelsOfStore[index] ?? {}, read(store)]);
  const eachNode = (read: (node: NodeStats) => number) => (): Reading =>
    stores.flatMap(({ store }, index) =>
      store
        .stats()
        .nodes.map((node) => [{ ...labelsOfStore[index], ...labelsOf(node) }, read(node)]),
    );
  readOn(
    registry,
    ownMetrics.storeReady,
    each((store) => Number(store.readiness().ready)),
  );
  readOn(
    registry,
    ownMetrics.storeInFlight,
    each((store) => store.stats().inFlight),
  );
  readOn(
    registry,
    ownMetrics.storeRetries,
    each((store) => store.stats().retries),
  );
  readOn(
    registry,
    ownMetrics.storeSpeculativeExecutions,
    each((store) => store.stats().speculativeExecutions),
  );
  readOn(
    registry,
    ownMetrics.nodeConnections,
    eachNode((node) => node.openConnections),
  );
  readOn(
    registry,
    ownMetrics.nodeInFlight,
    eachNode((node) => node.inFlight),
  );
}

function labelsOf({ address, dataCentre }: NodeStats): Readonly<Record<string, string>> {
  return { node: address, data_centre: dataCentre };
}

/** A metric whose numbers are kept elsewhere, and read when Prometheus asks. */
function readOn(registry: Registry, { name, help, type }: Metric, read: () => Reading): void {
  const values = () => read().map(([labels, value]) => ({ labels, value }));
  register(registry, {
    name,
    help,
    type,
    aggregator: "sum",
    get: async () => ({ name, help, type, aggregator: "sum", values: values() }),
    reset() {},
  });
}
