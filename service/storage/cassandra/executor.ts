import { StoreError, type StoreErrorKind } from "../store.ts";
import { chooseNode } from "./choose-node.ts";
import type { Cluster } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { RefusedError } from "./connection-error.ts";
import { FirstContact } from "./first-contact.ts";
import { silentMs } from "./heartbeat.ts";
import type { Operation } from "./operation.ts";
import { doubtMs } from "./replica-set.ts";
import { Request, type RequestOwner } from "./request.ts";
import { RequestList } from "./request-list.ts";
import type { ServerError } from "./results.ts";
import { prepare } from "./statement.ts";
import { writeTimes } from "./timestamps.ts";

/** Hedges are paid from a purse that answers fill: an overload does not double itself. */
const hedgesAtOnce = 100;
const hedgesPerAnswer = 0.2;

/** How exactly delays are kept, in milliseconds. */
const tickMs = 10;

/** Nothing can be wrong with a request that is younger. */
const longestPatienceMs = 100;

/** What requests are run with. */
export interface ExecutorOptions {
  /** 0: no limit. */
  readonly queryTimeoutMs: number;
  /** 0: a slow node is waited for. */
  readonly speculativeDelayMs: number;
  readonly maxInFlight: number;
  /** Why requests cannot be run just now. */
  readonly fault: () => string;
  /** Whether a statement could not be prepared because of the table, as that node knows it. */
  readonly isRefusal: (error: Error) => boolean;
  /** Told when every node refuses, or the login lacks a permission. */
  readonly onRefusal: (error: Error) => void;
}

/** What is bound to a statement beside the key. */
export interface Bound {
  readonly value: Uint8Array;
  readonly ttlSeconds: number;
}

/** Runs the requests of one store: chooses nodes, tries others, keeps limits and deadlines. */
export class Executor implements RequestOwner {
  readonly #cluster: Cluster;
  readonly #keyspace: string;
  readonly #options: ExecutorOptions;
  readonly #firstContact: FirstContact;
  readonly #waiting = new RequestList<Request>();
  readonly #writeTime = writeTimes();
  readonly #patienceMs: number;
  #timer: NodeJS.Timeout | undefined;
  #purse = hedgesAtOnce;
  retries = 0;
  hedges = 0;

  constructor(cluster: Cluster, keyspace: string, options: ExecutorOptions) {
    this.#cluster = cluster;
    this.#keyspace = keyspace;
    this.#options = options;
    this.#firstContact = new FirstContact(cluster, options.queryTimeoutMs);
    const delays = [options.speculativeDelayMs, options.queryTimeoutMs, longestPatienceMs];
    this.#patienceMs = Math.min(...delays.filter((delayMs) => delayMs > 0));
  }

  get inFlight(): number {
    return this.#waiting.size + this.#firstContact.waiting;
  }

  /** @throws {StoreError} when no node does it */
  run<T>(operation: Operation<T>, key: string, bound: Bound | undefined): Promise<T> {
    const { inFlight } = this;
    if (inFlight >= this.#options.maxInFlight) {
      return refuse(`${inFlight} requests wait for Cassandra`, "overloaded");
    }
    if (this.#firstContact.isOver) return this.#start(operation, key, bound);
    return this.#firstContact.wait().then(() => this.#start(operation, key, bound));
  }

  #start<T>(operation: Operation<T>, key: string, bound: Bound | undefined): Promise<T> {
    const replicas = this.#cluster.ring(this.#keyspace)?.find(key);
    if (replicas === undefined) return refuse(this.#options.fault(), "unavailable");
    const startMs = performance.now();
    const admission = replicas.admit(startMs);
    if (admission === "no") return refuse(this.#options.fault(), "unavailable");
    return new Promise<unknown>((resolve, reject) => {
      const execution = {
        key,
        value: bound?.value,
        ttlSeconds: bound?.ttlSeconds ?? 0,
        timestampUs: operation.isTimed ? this.#writeTime() : 0,
      };
      const start = { replicas, startMs };
      const request = new Request(this, operation, execution, start, { resolve, reject });
      request.isProbe = admission === "probe";
      this.#waiting.add(request);
      this.#timer ??= setTimeout(this.#tick, tickMs);
      if (!this.#send(request)) request.fail(unavailable(this.#options.fault()));
    }) as Promise<T>;
  }

  retry(request: Request): boolean {
    if (!this.#send(request)) return false;
    this.retries++;
    return true;
  }

  prepareAgain(request: Request, connection: Connection): void {
    connection.statementIds[request.operation.statement.index] = undefined;
    this.#executeLater(request, connection);
  }

  denied({ code, message }: ServerError): void {
    this.#options.onRefusal(new RefusedError(code, message));
  }

  settled(request: Request): void {
    this.#waiting.remove(request);
    this.#purse = Math.min(hedgesAtOnce, this.#purse + hedgesPerAnswer);
  }

  /** Ends what waits. */
  close(): void {
    clearTimeout(this.#timer);
    this.#firstContact.end();
    for (let each = this.#waiting.first; each; each = this.#waiting.first) {
      each.fail(unavailable("the store is closing"));
    }
  }

  #send(request: Request): boolean {
    for (;;) {
      const node = chooseNode(request, this.#cluster.nodes);
      if (node === undefined) return false;
      request.triedNodes.push(node);
      const connection = node.connection();
      if (connection !== undefined && this.#execute(request, connection)) return true;
    }
  }

  #execute(request: Request, connection: Connection): boolean {
    const { statement } = request.operation;
    const id = connection.statementIds[statement.index];
    if (id === undefined) {
      this.#executeLater(request, connection);
      return true;
    }
    if (!connection.execute(request, id, request)) return false;
    request.waitsFor.push(connection);
    return true;
  }

  #executeLater(request: Request, connection: Connection): void {
    request.waitsFor.push(connection);
    prepare(connection, request.operation.statement).then(
      () => {
        request.waitsFor.splice(request.waitsFor.indexOf(connection), 1);
        if (request.isDone || this.#execute(request, connection)) return;
        request.onLost(connection, new Error("the connection is closed or full"));
      },
      (error: Error) => {
        if (this.#options.isRefusal(error)) this.#tryAnother(request, connection, error);
        else request.onLost(connection, error);
      },
    );
  }

  /** A node may not have heard of the table yet; when all refuse, it is not there. */
  #tryAnother(request: Request, connection: Connection, error: Error): void {
    request.waitsFor.splice(request.waitsFor.indexOf(connection), 1);
    if (request.isDone || this.retry(request) || request.waitsFor.length > 0) return;
    if (request.failure === undefined) this.#options.onRefusal(error);
    request.fail(request.failure ?? unavailable(this.#options.fault()));
  }

  readonly #tick = (): void => {
    const nowMs = performance.now();
    for (let each = this.#waiting.first; each; ) {
      const { next } = each;
      if (nowMs - each.startMs < this.#patienceMs) break;
      this.#attend(each, nowMs);
      each = next;
    }
    this.#timer = this.#waiting.size === 0 ? undefined : setTimeout(this.#tick, tickMs);
  };

  /** Looks after a request that has waited for a while. */
  #attend(request: Request, nowMs: number): void {
    const { queryTimeoutMs, speculativeDelayMs } = this.#options;
    const ageMs = nowMs - request.startMs;
    if (queryTimeoutMs > 0 && ageMs >= queryTimeoutMs) {
      request.giveUp(`no answer within ${queryTimeoutMs} ms`, "timeout");
    } else if (mayGiveUp(request, ageMs) && request.replicas.isRefusing(nowMs)) {
      request.giveUp(this.#options.fault(), "unavailable");
    } else if (request.operation.isIdempotent) {
      // The second node may itself wait for the one that hangs; the third does so less often.
      const hedgeAtMs = speculativeDelayMs * (request.hedges + 1);
      if (speculativeDelayMs > 0 && ageMs >= hedgeAtMs) this.#hedge(request, nowMs);
      if (request.isSilenced(nowMs, silentMs)) this.retry(request);
    }
  }

  #hedge(request: Request, nowMs: number): void {
    request.suspectNode(nowMs);
    if (this.#purse < 1 || !this.#send(request)) return;
    request.hedges++;
    this.#purse--;
    this.hedges++;
  }
}

/** Who asked for a probe waits no longer than others did; its answer counts also when it comes late. */
function mayGiveUp({ isProbe }: Request, ageMs: number): boolean {
  return !isProbe || ageMs >= doubtMs;
}

function unavailable(reason: string): StoreError {
  return new StoreError(reason, { kind: "unavailable" });
}

async function refuse(reason: string, kind: StoreErrorKind): Promise<never> {
  throw new StoreError(reason, { kind });
}
