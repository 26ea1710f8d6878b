import type { Connection, ConnectionOptions } from "./connection.ts";
import type { ConnectionError } from "./connection-error.ts";
import type { Endpoint } from "./endpoint.ts";
import { goneMs, silence, silentMs, tendConnection } from "./heartbeat.ts";
import { openConnection } from "./open-connection.ts";
import { Pause } from "./pause.ts";
import { prepare, type Statement } from "./statement.ts";

/** One carries the requests, so that many share a write; the other is there when it breaks. */
const connectionsPerNode = 2;

const firstPauseMs = 50;
const longestPauseMs = 2000;

/** Heartbeats begin after it; a node that is just starting takes seconds. */
const prepareTimeoutMs = 10_000;

/** What a node is opened with. */
export interface NodeOptions extends ConnectionOptions {
  /** What each new connection prepares before it is used. */
  readonly statements: readonly Statement[];
  /** Told when a connection opened, ended, or could not be opened. */
  readonly onChange: () => void;
  /** Told when the node reports a change of the cluster. */
  readonly onEvent: () => void;
}

/** A node of Cassandra and the connections to it, which are opened again for ever. */
export class Node {
  readonly endpoint: Endpoint;
  readonly dataCentre: string;
  /** Why the last attempt to connect failed; undefined when it did not. */
  fault: ConnectionError | undefined;
  /** Whether it answered within the last second or so, as far as it was asked. */
  isAnswering = false;
  /** Whether it has not been silent for long. */
  isThere = false;
  readonly #options: NodeOptions;
  readonly #connections: Connection[] = [];
  readonly #pause = new Pause();
  #suspectedAtMs = 0;
  #closed = false;

  constructor(endpoint: Endpoint, dataCentre: string, options: NodeOptions) {
    this.endpoint = endpoint;
    this.dataCentre = dataCentre;
    this.#options = options;
    for (let left = connectionsPerNode; left > 0; left--) void this.#keepOpen();
  }

  get openConnections(): number {
    return this.#connections.length;
  }

  get inFlight(): number {
    let sum = 0;
    for (const connection of this.#connections) sum += connection.inFlight;
    return sum;
  }

  /** Whether a request waited in vain and nothing was read from the node since. */
  get isSuspect(): boolean {
    if (this.#suspectedAtMs === 0) return false;
    if (this.#connections.every(({ lastReadMs }) => lastReadMs <= this.#suspectedAtMs)) return true;
    this.#suspectedAtMs = 0;
    return false;
  }

  /** The connection for the next request; undefined while there is none. */
  connection(): Connection | undefined {
    const [first, second] = this.#connections;
    if (first === undefined || second === undefined || first.heartbeatSentMs === 0) return first;
    return second.heartbeatSentMs === 0 ? second : first;
  }

  /** A request has waited too long for this connection: others are asked until it speaks again. */
  suspect(connection: Connection, sinceMs: number, nowMs: number): void {
    if (connection.lastReadMs <= sinceMs) this.#suspectedAtMs = nowMs;
  }

  /** Looks after the connections, and whether they answer. */
  tend(nowMs: number): void {
    for (const connection of [...this.#connections]) tendConnection(connection, nowMs);
    this.#judge(nowMs);
  }

  /** The process itself stood still for so long: nobody was silent meanwhile. */
  forgive(stoodStillMs: number): void {
    for (const connection of this.#connections) {
      if (connection.heartbeatSentMs !== 0) connection.heartbeatSentMs += stoodStillMs;
    }
  }

  /** Something changed in the cluster: tries to connect now. */
  hurry(): void {
    this.#pause.end();
  }

  close(): void {
    this.#closed = true;
    this.#pause.end();
    for (const connection of [...this.#connections]) connection.destroy(new Error("closing"));
  }

  #judge(nowMs: number): void {
    const silences = this.#connections.map((connection) => silence(connection, nowMs));
    const shortest = Math.min(...silences, Number.POSITIVE_INFINITY);
    this.isAnswering = shortest < silentMs;
    this.isThere = shortest < goneMs;
  }

  async #keepOpen(): Promise<void> {
    let failures = 0;
    while (!this.#closed) {
      try {
        const connection = await openConnection(this.endpoint, this.#options);
        const opened = performance.now();
        await this.#use(connection);
        // One that breaks at once is no better than one that cannot be opened.
        failures = performance.now() - opened > longestPauseMs ? 0 : failures + 1;
      } catch (error) {
        failures++;
        this.fault = error as ConnectionError;
        this.#options.onChange();
      }
      await this.#pause.wait(backoffMs(failures));
    }
  }

  /** Resolves when the connection has ended. */
  async #use(connection: Connection): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    // At once: what is lost with it must not be sent to it again.
    connection.onClose = () => {
      this.#drop(connection);
      resolve();
    };
    connection.onEvent = this.#options.onEvent;
    const silent = new Error(`no answer to a PREPARE within ${prepareTimeoutMs} ms`);
    const timer = setTimeout(() => connection.destroy(silent), prepareTimeoutMs);
    // What cannot be prepared is told to who asks for it.
    await Promise.allSettled(this.#options.statements.map((each) => prepare(connection, each)));
    clearTimeout(timer);
    if (connection.closed || this.#closed) {
      connection.destroy(new Error("closing"));
      return;
    }
    this.#connections.push(connection);
    this.fault = undefined;
    this.#changed();
    await ended;
  }

  #drop(connection: Connection): void {
    const at = this.#connections.indexOf(connection);
    if (at < 0) return;
    this.#connections.splice(at, 1);
    this.#changed();
  }

  #changed(): void {
    this.#judge(performance.now());
    this.#options.onChange();
  }
}

/** Doubles with each failure and is spread, so that the many do not come back at once. */
function backoffMs(failures: number): number {
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, failures - 1));
  return pauseMs * (0.5 + Math.random() / 2);
}
