import cluster, { type Worker } from "node:cluster";
import type { StartOptions } from "./configure.ts";
import type { Log } from "./contract/log.ts";
import { StartError } from "./start-error.ts";
import type { FromWorker, MetricsExport, ToWorker } from "./worker-messages.ts";
import { WorkerMetrics } from "./worker-metrics.ts";

const firstPauseMs = 100;
const longestPauseMs = 5000;

/** One that has lived so long did not die of its start. */
const steadyMs = 30_000;

/** Of a worker that is busy for longer, the metrics have what it told before. */
const exportTimeoutMs = 3000;

/** How long a worker may take to end: longer than its server's grace. */
const patienceMs = 15_000;

/** The workers, as one service. */
export interface Crew {
  readonly urls: readonly string[];
  /** Resolves when all serve. */
  readonly complete: Promise<void>;
  renewCertificates(): void;
  stop(): Promise<void>;
}

/**
 * Starts workers that share one address, and resolves when the first serves: what it cannot do, none
 * can. One that dies is replaced.
 * @throws {StartError} with what the first one says
 */
export async function startWorkers(options: StartOptions, count: number, log: Log): Promise<Crew> {
  const supervisor = new Supervisor(options, log);
  const urls = await supervisor.startFirst();
  const others = Array.from({ length: count - 1 }, () => supervisor.hire());
  return {
    urls,
    complete: Promise.all(others).then(() => {}),
    renewCertificates: () => supervisor.tellAll({ kind: "renew-certificates" }),
    stop: () => supervisor.stop(),
  };
}

class Supervisor {
  readonly #options: StartOptions;
  readonly #log: Log;
  readonly #metrics = new WorkerMetrics();
  readonly #workers = new Set<Worker>();
  /** What each worker counted when it last told. */
  readonly #lastExports = new Map<Worker, MetricsExport>();
  readonly #exporting = new Map<number, (metrics: MetricsExport) => void>();
  #lastId = 0;
  #pauseMs = firstPauseMs;
  #isStopping = false;

  constructor(options: StartOptions, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  startFirst(): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const worker = this.#fork();
      const ended = () => reject(new StartError(["the first worker ended as it started"]));
      worker.once("exit", ended);
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "cannot-start") reject(new StartError(message.lines));
        if (message.kind !== "started") return;
        worker.off("exit", ended);
        worker.once("exit", (code, signal) => this.#replace(worker, code, signal));
        resolve(message.urls);
      });
    });
  }

  /** Resolves when the new worker serves, or is gone. */
  hire(): Promise<void> {
    const startedAtMs = performance.now();
    const worker = this.#fork();
    return new Promise((resolve) => {
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "started") resolve();
        if (message.kind !== "cannot-start") return;
        for (const line of message.lines) this.#log.error(`A worker cannot start: ${line}`);
      });
      worker.once("exit", (code, signal) => {
        if (performance.now() - startedAtMs > steadyMs) this.#pauseMs = firstPauseMs;
        this.#replace(worker, code, signal);
        resolve();
      });
    });
  }

  tellAll(message: ToWorker): void {
    for (const worker of this.#workers) send(worker, message);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const gone = [...this.#workers].map(
      (worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())),
    );
    this.tellAll({ kind: "stop" });
    const timer = setTimeout(() => {
      for (const worker of this.#workers) worker.process.kill("SIGKILL");
    }, patienceMs);
    // A second signal ends this process at once, and with it the workers.
    await Promise.all(gone);
    clearTimeout(timer);
  }

  #fork(): Worker {
    const worker = cluster.fork();
    this.#workers.add(worker);
    worker.on("error", () => {});
    worker.once("exit", () => this.#workers.delete(worker));
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "ready-to-start") {
        send(worker, { kind: "start", options: this.#options });
      }
      if (message.kind === "counted") this.#remember(worker, message.metrics);
      if (message.kind === "exported") {
        this.#remember(worker, message.metrics);
        this.#exporting.get(message.id)?.(message.metrics);
      }
      if (message.kind === "ask-metrics") void this.#answerMetrics(worker, message.id);
    });
    return worker;
  }

  /** What a worker said may be read after its end, when its counts are buried already. */
  #remember(worker: Worker, metrics: MetricsExport): void {
    if (this.#workers.has(worker)) this.#lastExports.set(worker, metrics);
  }

  #replace(worker: Worker, code: number | null, signal: string | null): void {
    this.#metrics.bury(this.#lastExports.get(worker) ?? []);
    this.#lastExports.delete(worker);
    if (this.#isStopping) return;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    const cause = signal ? `signal ${signal}` : `exit code ${code}`;
    this.#log.error(
      `Worker ${worker.process.pid} ended with ${cause}; another starts in ${pauseMs} ms`,
    );
    setTimeout(() => {
      if (!this.#isStopping) void this.hire();
    }, pauseMs);
  }

  async #answerMetrics(worker: Worker, id: number): Promise<void> {
    const exports = await Promise.all([...this.#workers].map((each) => this.#export(each)));
    send(worker, { kind: "metrics", id, text: await this.#metrics.text(exports) });
  }

  #export(worker: Worker): Promise<MetricsExport> {
    const id = ++this.#lastId;
    const exported = new Promise<MetricsExport>((resolve) => {
      const giveUp = () => resolve(this.#lastExports.get(worker) ?? []);
      const timer = setTimeout(giveUp, exportTimeoutMs);
      this.#exporting.set(id, (metrics) => {
        clearTimeout(timer);
        resolve(metrics);
      });
      send(worker, { kind: "export", id });
    });
    return exported.finally(() => this.#exporting.delete(id));
  }
}

/** To one that is just going, nothing is said. */
function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {});
}
