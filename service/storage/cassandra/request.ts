import { StoreError, type StoreErrorKind } from "../store.ts";
import { describeCode, unauthorizedCode, unpreparedCode } from "./cassandra-errors.ts";
import type { Connection, Pending } from "./connection.ts";
import type { Execution } from "./frame-writer.ts";
import { silence } from "./heartbeat.ts";
import type { Node } from "./node.ts";
import type { Operation } from "./operation.ts";
import { opcodes } from "./protocol.ts";
import type { ReplicaSet } from "./replica-set.ts";
import type { Linked } from "./request-list.ts";
import { readError, type ServerError } from "./results.ts";

/** What a request asks of those who run it. */
export interface RequestOwner {
  /** Sends it to another node; false where there is none to try. */
  retry(request: Request): boolean;
  /** The node has forgotten the statement: prepares it there and sends the request again. */
  prepareAgain(request: Request, connection: Connection): void;
  /** The login lacks a permission. */
  denied(error: ServerError): void;
  /** It has its answer or its error. */
  settled(request: Request): void;
}

/** One request of a store, over all the nodes that it is sent to. */
export class Request implements Pending, Execution, Linked<Request> {
  readonly consistency: number;
  readonly serialConsistency: number;
  readonly timestampUs: number;
  readonly key: string;
  readonly value: Uint8Array | undefined;
  readonly ttlSeconds: number;
  readonly operation: Operation<unknown>;
  readonly replicas: ReplicaSet;
  /** When it came, by `performance.now`. */
  readonly startMs: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: StoreError) => void;
  readonly #owner: RequestOwner;
  previous: Request | undefined = undefined;
  next: Request | undefined = undefined;
  /** Where it was sent, in order. */
  readonly triedNodes: Node[] = [];
  /** The connections whose answer may still come. */
  readonly waitsFor: Connection[] = [];
  /** Sent to see whether a lost quorum is back. */
  isProbe = false;
  /** How often it was sent to one more node because those before were slow. */
  hedges = 0;
  isDone = false;
  /** It may have been carried out by a node that did not say so. */
  isAmbiguous = false;
  /** How often a node had forgotten the statement. */
  forgotten = 0;
  /** Why the last node did not answer it. */
  failure: StoreError | undefined = undefined;

  constructor(
    owner: RequestOwner,
    operation: Operation<unknown>,
    execution: Pick<Execution, "key" | "value" | "ttlSeconds" | "timestampUs">,
    start: { readonly replicas: ReplicaSet; readonly startMs: number },
    settle: Pick<Request, "resolve" | "reject">,
  ) {
    this.#owner = owner;
    this.operation = operation;
    this.consistency = operation.consistency;
    this.serialConsistency = operation.serialConsistency;
    this.key = execution.key;
    this.value = execution.value;
    this.ttlSeconds = execution.ttlSeconds;
    this.timestampUs = execution.timestampUs;
    this.replicas = start.replicas;
    this.startMs = start.startMs;
    this.resolve = settle.resolve;
    this.reject = settle.reject;
  }

  onAnswer(
    connection: Connection,
    opcode: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    this.#stopWaiting(connection);
    if (opcode === opcodes.result) this.replicas.succeeded(connection.lastReadMs);
    if (this.isDone) return;
    if (opcode === opcodes.result) {
      const answer = this.operation.read(bytes, start, end);
      this.isDone = true;
      this.#owner.settled(this);
      this.resolve(answer);
      return;
    }
    const error = readError(bytes, start, end);
    if (error.code === unpreparedCode && this.forgotten++ < 3) {
      this.#owner.prepareAgain(this, connection);
    } else {
      if (error.code === unauthorizedCode) this.#owner.denied(error);
      this.#refused(error);
    }
  }

  onLost(connection: Connection, reason: Error): void {
    this.#stopWaiting(connection);
    if (this.isDone) return;
    this.isAmbiguous = true;
    // Another connection to the same node, or the next one, may serve.
    if (this.failure === undefined) this.triedNodes.length = 0;
    this.failure = new StoreError(this.told(reason.message), {
      kind: "unavailable",
      cause: reason,
    });
    this.#tryElsewhere(this.operation.isIdempotent);
  }

  /** Ends it with an error. */
  fail(error: StoreError): void {
    if (this.isDone) return;
    this.isDone = true;
    this.#owner.settled(this);
    this.reject(error);
  }

  /** Ends it without knowing what became of it. */
  giveUp(reason: string, kind: StoreErrorKind): void {
    this.isAmbiguous = true;
    this.fail(new StoreError(this.told(reason), { kind }));
  }

  /** Whether every node that it was sent to has been silent for so long. */
  isSilenced(nowMs: number, durationMs: number): boolean {
    return this.waitsFor.every((connection) => silence(connection, nowMs) >= durationMs);
  }

  /** It has waited too long for its first node. */
  suspectNode(nowMs: number): void {
    const [connection] = this.waitsFor;
    if (connection !== undefined) this.triedNodes[0]?.suspect(connection, this.startMs, nowMs);
  }

  /** What an error says: the deed and why it failed, and that a create may yet have been done. */
  told(reason: string): string {
    const { deed, isIdempotent } = this.operation;
    const doubt = !isIdempotent && this.isAmbiguous ? "; the value may have been stored" : "";
    return `Cassandra could not ${deed}: ${reason}${doubt}`;
  }

  #refused({ code, message, consistency = this.serialConsistency }: ServerError): void {
    const described = describeCode(code);
    const { name, kind, elsewhere } = described;
    const nothingDone = described.nothingDone && consistency === this.serialConsistency;
    if (!nothingDone) this.isAmbiguous = true;
    // Some of Cassandra's messages quote the statement with its key.
    const quotable =
      !message.includes(this.key) && !message.includes(this.key.replaceAll("'", "''"));
    const reason = quotable ? `${name} (${message})` : name;
    this.failure = new StoreError(this.told(reason), { kind });
    this.#tryElsewhere(elsewhere && (this.operation.isIdempotent || nothingDone));
  }

  #tryElsewhere(isAllowed: boolean): void {
    if (isAllowed && this.#owner.retry(this)) return;
    // The other node that was asked may still answer.
    if (isAllowed && this.waitsFor.length > 0) return;
    this.fail(
      this.failure ?? new StoreError(this.told("no node answers"), { kind: "unavailable" }),
    );
  }

  #stopWaiting(connection: Connection): void {
    const at = this.waitsFor.indexOf(connection);
    if (at >= 0) this.waitsFor.splice(at, 1);
  }
}
