import type { Socket } from "node:net";
import { copyOf } from "./byte-reader.ts";
import type { ClientTls } from "./client-tls.ts";
import { ConnectionError, RefusedError } from "./connection-error.ts";
import { type Endpoint, endpointText } from "./endpoint.ts";
import type { Flushable, FlushQueue } from "./flush-queue.ts";
import { FrameReader } from "./frame-reader.ts";
import { type Execution, FrameWriter } from "./frame-writer.ts";
import { opcodes } from "./protocol.ts";
import { bodyStart, readError } from "./results.ts";
import { openSocket } from "./socket.ts";
import { StreamIds } from "./stream-ids.ts";

/** What waits for the answer to one frame. */
export interface Pending {
  /** The body is good until it returns. */
  onAnswer(connection: Connection, opcode: number, bytes: Buffer, start: number, end: number): void;
  /** There will be no answer; the frame may have arrived. */
  onLost(connection: Connection, reason: Error): void;
}

/** The answer to a command, of which the body is a copy. */
export interface Answer {
  readonly opcode: number;
  readonly body: Buffer;
}

/** What every connection of a cluster is opened with. */
export interface ConnectionOptions {
  readonly login: { readonly username: string; readonly password: string };
  readonly tls: ClientTls | undefined;
  /** 0: the system's. */
  readonly connectTimeoutMs: number;
  readonly flushQueue: FlushQueue;
}

/** One socket to one node, over which many requests go at once. */
export class Connection implements Flushable {
  readonly endpoint: Endpoint;
  /** The ids of prepared statements, by the statements' index. */
  readonly statementIds: (Buffer | undefined)[] = [];
  /** PREPAREs under way, by the statements' index. */
  readonly preparing: Map<number, Promise<Buffer>> = new Map();
  /** When something was read last, by `performance.now`. */
  lastReadMs: number = performance.now();
  /** When the heartbeat was sent since which nothing was read; 0: none was. */
  heartbeatSentMs = 0;
  /** Told once, when the connection is no more. */
  onClose: (reason: Error) => void = () => {};
  /** Told of each event that the node was asked to report. */
  onEvent: () => void = () => {};
  readonly #socket: Socket;
  readonly #writer = new FrameWriter();
  readonly #reader: FrameReader;
  readonly #streams = new StreamIds<Pending>();
  readonly #flushQueue: FlushQueue;
  #queued = false;
  #closed = false;

  /** Use {@link openConnection}. */
  constructor(endpoint: Endpoint, options: ConnectionOptions, onOpen: () => void) {
    this.endpoint = endpoint;
    this.#flushQueue = options.flushQueue;
    this.#reader = new FrameReader((flags, stream, opcode, bytes, start, end) =>
      this.#take(flags, stream, opcode, bytes, start, end),
    );
    this.#socket = openSocket(endpoint, options.tls, {
      onOpen,
      onRead: (bytes, length) => this.#read(bytes, length),
      onClose: (reason) => this.#lose(reason),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Frames without an answer yet. */
  get inFlight(): number {
    return this.#streams.size;
  }

  /** Sends a prepared statement; false where it is closed, or has no stream ids left. */
  execute(pending: Pending, id: Uint8Array, execution: Execution): boolean {
    if (this.#closed) return false;
    const stream = this.#streams.take(pending);
    if (stream < 0) return false;
    this.#writer.execute(stream, opcodes.execute, id, execution);
    this.#queue();
    return true;
  }

  /** Sends a frame; false where it is closed, or has no stream ids left. */
  send(pending: Pending, opcode: number, body: Uint8Array): boolean {
    if (this.#closed) return false;
    const stream = this.#streams.take(pending);
    if (stream < 0) return false;
    this.#writer.frame(stream, opcode, body);
    this.#queue();
    return true;
  }

  /**
   * Sends a frame and waits for its answer.
   * @throws {RefusedError} when the answer is an error
   * @throws {ConnectionError} when there is none
   */
  command(opcode: number, body: Uint8Array): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = this.send(
        {
          onAnswer(_connection, answered, bytes, start, end) {
            if (answered !== opcodes.error) {
              resolve({ opcode: answered, body: copyOf(bytes, start, end) });
              return;
            }
            const { code, message } = readError(bytes, start, end);
            reject(new RefusedError(code, message));
          },
          onLost: (_connection, reason) => reject(reason),
        },
        opcode,
        body,
      );
      if (!sent) reject(new ConnectionError("lost", "the connection is closed or full"));
    });
  }

  /** Writes what was gathered. */
  flush(): void {
    this.#queued = false;
    if (this.#closed) return;
    const pieces = this.#writer.take();
    if (pieces.length > 1) this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    if (pieces.length > 1) this.#socket.uncork();
    if (this.#socket.writableLength === 0) this.#writer.recycle();
  }

  /** Ends it at once; what is pending is lost. */
  destroy(reason: Error): void {
    this.#socket.destroy();
    this.#lose(reason);
  }

  #queue(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#flushQueue.add(this);
  }

  #read(bytes: Buffer, length: number): void {
    if (this.#closed) return;
    this.lastReadMs = performance.now();
    this.heartbeatSentMs = 0;
    try {
      this.#reader.push(bytes, length);
    } catch (cause) {
      this.destroy(new ConnectionError("lost", (cause as Error).message, { cause }));
    }
  }

  #take(
    flags: number,
    stream: number,
    opcode: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    if (stream < 0) {
      this.onEvent();
      return;
    }
    const pending = this.#streams.release(stream);
    // What was given up on may be answered late.
    if (pending === undefined) return;
    try {
      pending.onAnswer(this, opcode, bytes, bodyStart(flags, bytes, start, end), end);
    } catch (cause) {
      const reason = new ConnectionError("lost", (cause as Error).message, { cause });
      pending.onLost(this, reason);
      this.destroy(reason);
    }
  }

  #lose(reason: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#flushQueue.remove(this);
    this.onClose(reason);
    const lost = new ConnectionError(
      "lost",
      `the connection to ${endpointText(this.endpoint)} ended: ${reason.message}`,
      { cause: reason },
    );
    for (const pending of this.#streams.drain()) pending.onLost(this, lost);
  }
}
