import type { Log } from "../../contract/log.ts";
import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import { type ClientTls, readClientTls } from "./client-tls.ts";
import type { Connection } from "./connection.ts";
import { openContact } from "./contact-points.ts";
import { FlushQueue } from "./flush-queue.ts";
import { heartbeatTickMs } from "./heartbeat.ts";
import type { KeyspaceRing } from "./keyspace-ring.ts";
import { Membership } from "./membership.ts";
import type { Node } from "./node.ts";
import { Pause } from "./pause.ts";
import type { Statement } from "./statement.ts";
import { readTopology, subscribe } from "./topology.ts";

/** Changes come in swarms. */
const settleMs = 200;

/** Until a node reports changes, it is looked so often. */
const searchMs = 250;

/** What no node has told is found out after this. */
const refreshMs = 30_000;

const longestPauseMs = 2000;

/** A contact point that is silent for longer is left for the next: nobody else watches over it. */
const contactTimeoutMs = 10_000;

/** A timer that comes so late was held up by this process. */
const stoodStillMs = 3 * heartbeatTickMs;

/**
 * The connection to a cluster. It looks for its nodes for ever: nothing that Cassandra does, or
 * fails to do, ends it.
 */
export class Cluster {
  readonly #config: ServiceCassandraConfig;
  readonly #log: Log;
  readonly #tls: ClientTls | undefined;
  readonly #statements: Statement[] = [];
  readonly #pause = new Pause();
  readonly #membership: Membership;
  readonly #options;
  readonly #watchers = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #names: ReadonlyMap<string, string> = new Map();
  #reporter: Connection | undefined;
  #fault: Error | undefined;
  #tickedAtMs = performance.now();
  #closed = false;
  /** Something was told since the last look began. */
  #isStale = false;

  /** @throws {PemError} when a TLS file cannot be used */
  constructor(config: ServiceCassandraConfig, log: Log) {
    this.#config = config;
    this.#log = log;
    this.#tls = readClientTls(config);
    this.#options = {
      login: config.authentication,
      tls: this.#tls,
      connectTimeoutMs: config.connect_timeout_ms,
      flushQueue: new FlushQueue(),
      statements: this.#statements,
      onChange: () => this.#changed(),
      onEvent: () => this.#look(),
    };
    this.#membership = new Membership(config, this.#options);
    this.#timer = setInterval(() => this.#tick(), heartbeatTickMs);
    void this.#watch();
  }

  /** The nodes that may be asked. */
  get nodes(): readonly Node[] {
    return this.#membership.nodes;
  }

  /** Why nothing can be asked; undefined when something can, or nothing is known yet. */
  get fault(): string | undefined {
    const { nodes } = this;
    if (nodes.some(({ openConnections }) => openConnections > 0)) return undefined;
    const faults = nodes.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
    // Until each was tried, the next may answer.
    if (faults.length < nodes.length) return undefined;
    const login = faults.find(({ fault }) => fault === "login");
    return (login ?? faults[0] ?? this.#fault)?.message;
  }

  /** Undefined while nothing is known. */
  hasKeyspace(keyspace: string): boolean | undefined {
    return this.#membership.hasKeyspace(keyspace);
  }

  /** Undefined while nothing is known, and without such a keyspace. */
  ring(keyspace: string): KeyspaceRing | undefined {
    return this.#membership.ring(keyspace);
  }

  /** Every new connection prepares it from now on. */
  addStatement(cql: string): Statement {
    const known = this.#statements.find((statement) => statement.cql === cql);
    if (known !== undefined) return known;
    const statement = { index: this.#statements.length, cql };
    this.#statements.push(statement);
    return statement;
  }

  /** Tells ten times a second, and when a connection opens or ends; gives what ends it. */
  onTick(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Reads the TLS files again, for new connections. */
  reload(): void {
    if (this.#tls === undefined) return;
    try {
      this.#tls.reload();
      this.#log.info("Read Cassandra's TLS files again, for connections to come");
    } catch (error) {
      this.#log.error(`Cassandra's TLS files stay as they were: ${(error as Error).message}`);
    }
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#pause.end();
    this.#membership.close();
  }

  #tick(): void {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#tickedAtMs - heartbeatTickMs;
    this.#tickedAtMs = nowMs;
    for (const node of this.nodes) {
      if (lateMs > stoodStillMs) node.forgive(lateMs);
      node.tend(nowMs);
    }
    this.#notify();
  }

  #changed(): void {
    if (this.#reporter?.closed) this.#pause.end();
    this.#notify();
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** A node told of a change, of which the details are asked for. */
  #look(): void {
    this.#isStale = true;
    this.#pause.end();
    for (const node of this.nodes) node.hurry();
  }

  /** Keeps what is known of the cluster true. */
  async #watch(): Promise<void> {
    let pauseMs = searchMs;
    while (!this.#closed) {
      this.#isStale = false;
      try {
        await this.#learn();
        this.#fault = undefined;
        pauseMs = this.#isReported() ? refreshMs : searchMs;
      } catch (error) {
        if (this.#fault === undefined) pauseMs = searchMs / 2;
        this.#fault = error as Error;
        pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      }
      this.#notify();
      if (!this.#isStale) await this.#pause.wait(pauseMs);
      if (pauseMs === refreshMs) await this.#settle();
    }
  }

  async #settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#closed ? 0 : settleMs));
  }

  #isReported(): boolean {
    return this.#reporter !== undefined && !this.#reporter.closed;
  }

  /** Asks a node that is connected, or else the contact points. */
  async #learn(): Promise<void> {
    const node = this.nodes.find(({ isAnswering }) => isAnswering);
    const connection = node?.connection();
    if (connection === undefined) {
      await this.#learnFromContact();
      return;
    }
    // First, so that nothing happens between what is told and what is reported.
    if (this.#reporter !== connection) await subscribe(connection);
    this.#reporter = connection;
    await this.#learnFrom(connection);
  }

  async #learnFromContact(): Promise<void> {
    const { hosts, port } = this.#config;
    const { connection, names } = await openContact(hosts, port, this.#options);
    this.#names = names;
    const silent = new Error(`no answer within ${contactTimeoutMs} ms`);
    const timer = setTimeout(() => connection.destroy(silent), contactTimeoutMs);
    try {
      await this.#learnFrom(connection);
    } finally {
      clearTimeout(timer);
      connection.destroy(new Error("it is not needed any more"));
    }
  }

  async #learnFrom(connection: Connection): Promise<void> {
    const topology = await readTopology(connection);
    if (!this.#closed) this.#membership.adopt(topology, connection.endpoint, this.#names);
  }
}
