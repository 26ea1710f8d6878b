import type { Log } from "./contract/log.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { limitNursery } from "./heap-limits.ts";
import type { MetricsSource } from "./routes/pages.ts";
import { type Service, startService } from "./serve.ts";
import { startFailure } from "./start-error.ts";
import type { FromWorker, MetricsExport, ToWorker } from "./worker-messages.ts";

/** No more than what it counted in this time is lost with a worker that dies. */
const countEveryMs = 1000;

/**
 * One of several processes that answer requests. It does what the primary says, and goes when the
 * primary is gone; signals to the whole group are the primary's to obey.
 */
export async function runWorker(openLog: (config: ServiceConfig) => Promise<Log>): Promise<void> {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
  const asked = new Map<number, (text: string) => void>();
  const source = metricsOfAll(asked);
  let service: Service | undefined;
  process.on("message", (message: ToWorker) => {
    if (message.kind === "start") {
      void start(message, openLog, source).then((started) => {
        service = started;
        if (started !== undefined) limitNursery(() => started.metrics.inFlight);
      });
    } else {
      obey(message, service, asked);
    }
  });
  setInterval(() => void tellCounts(service), countEveryMs).unref();
  tell({ kind: "ready-to-start" });
}

/** To a primary that is just gone, nothing is said. */
function tell(message: FromWorker): void {
  process.send?.(message, () => {});
}

async function start(
  { options }: Extract<ToWorker, { kind: "start" }>,
  openLog: (config: ServiceConfig) => Promise<Log>,
  source: MetricsSource,
): Promise<Service | undefined> {
  try {
    const service = await startService(options, await openLog(options.config), source);
    tell({ kind: "started", urls: service.urls });
    return service;
  } catch (error) {
    const message: FromWorker = { kind: "cannot-start", lines: startFailure(error) };
    process.send?.(message, () => process.exit(1));
    return undefined;
  }
}

function obey(
  message: Exclude<ToWorker, { kind: "start" }>,
  service: Service | undefined,
  asked: Map<number, (text: string) => void>,
): void {
  switch (message.kind) {
    case "stop":
      void (service?.stop() ?? Promise.resolve()).then(() => process.exit());
      return;
    case "renew-certificates":
      service?.renewCertificates();
      return;
    case "export":
      void exportOf(service).then((metrics) => tell({ kind: "exported", id: message.id, metrics }));
      return;
    case "metrics":
      asked.get(message.id)?.(message.text);
      asked.delete(message.id);
  }
}

async function tellCounts(service: Service | undefined): Promise<void> {
  tell({ kind: "counted", metrics: await exportOf(service) });
}

async function exportOf(service: Service | undefined): Promise<MetricsExport> {
  const metrics = (await service?.metrics.registry.getMetricsAsJSON()) ?? [];
  return metrics as unknown as MetricsExport;
}

/** Any worker may be asked for `/metrics`, and each shows those of all. */
function metricsOfAll(asked: Map<number, (text: string) => void>): MetricsSource {
  let lastId = 0;
  return {
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    metrics: () =>
      new Promise((resolve) => {
        const id = ++lastId;
        asked.set(id, resolve);
        tell({ kind: "ask-metrics", id });
      }),
  };
}
