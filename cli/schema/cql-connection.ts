import { connect, type Socket } from "node:net";
import { addAbortSignal } from "node:stream";
import type { Secret } from "../base/secret.ts";
import { CqlError } from "./cql-error.ts";
import {
  headerBytes,
  type JsonRow,
  opcodes,
  plainLoginBody,
  queryBody,
  readError,
  readHeader,
  readJsonRows,
  requestFrame,
  startupBody,
} from "./cql-frames.ts";

/** As whom to log in. */
export interface CqlLogin {
  readonly username: string;
  readonly password: Secret;
}

/** One connection to one node, on which one statement runs at a time. */
export interface CqlConnection {
  /**
   * Runs a statement; the rows of a `SELECT JSON`, none of any other.
   * @throws {CqlError}
   */
  query(cql: string): Promise<readonly JsonRow[]>;
  close(): void;
}

const greetingTimeoutMs = 10_000;
/** Schema changes wait for every node. */
const statementTimeoutMs = 60_000;

const hungUp = "it closed the connection";

const badCredentials = 0x0100;
const unauthorized = 0x2100;
/** Unavailable, overloaded, bootstrapping; a write and a read that timed out. */
const lacksNodes = [0x1000, 0x1001, 0x1002, 0x1100, 0x1200];

/**
 * Speaks to the node behind a socket and logs in where it wants that.
 * @param signal ends the connection when it is aborted
 * @throws {CqlError} away, login
 */
export async function openCql(
  socketPath: string,
  login: CqlLogin | undefined,
  signal: AbortSignal,
): Promise<CqlConnection> {
  const socket = addAbortSignal(signal, connect(socketPath));
  const wire = new Wire(socket);
  try {
    await greet(wire, login);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    async query(cql) {
      const { flags, body } = await wire.ask(opcodes.query, queryBody(cql), statementTimeoutMs);
      return readJsonRows(flags, body);
    },
    close: () => void socket.destroy(),
  };
}

async function greet(wire: Wire, login: CqlLogin | undefined): Promise<void> {
  const { opcode } = await wire.ask(opcodes.startup, startupBody(), greetingTimeoutMs);
  if (opcode === opcodes.ready) return;
  if (opcode !== opcodes.authenticate) {
    throw new CqlError("away", `it greeted with opcode ${opcode}`);
  }
  if (login === undefined) throw new CqlError("login", "it wants a login");
  const body = plainLoginBody(login.username, login.password.reveal());
  const verdict = await wire.ask(opcodes.authResponse, body, greetingTimeoutMs);
  if (verdict.opcode !== opcodes.authSuccess) {
    throw new CqlError("login", "it wants another kind of login than a password");
  }
}

interface Answer {
  readonly flags: number;
  readonly opcode: number;
  readonly body: Buffer;
}

/** Frames over a socket. */
class Wire {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
    // Whoever reads is told of an error as well; without a listener it would end the process.
    socket.on("error", () => {});
    socket.on("timeout", () => socket.destroy(new Error("it does not answer")));
  }

  /** @throws {CqlError} */
  async ask(opcode: number, body: Uint8Array, timeoutMs: number): Promise<Answer> {
    this.#socket.setTimeout(timeoutMs);
    this.#socket.write(requestFrame(opcode, body));
    const answer = await this.#read().catch((cause: Error) => {
      throw new CqlError("away", hasHungUp(cause) ? hungUp : cause.message, { cause });
    });
    // A person may think for hours before the next question.
    this.#socket.setTimeout(0);
    if (answer.opcode === opcodes.error) throw refusal(...readError(answer.flags, answer.body));
    return answer;
  }

  async #read(): Promise<Answer> {
    const { flags, opcode, bodyBytes } = readHeader(await this.#take(headerBytes));
    return { flags, opcode, body: await this.#take(bodyBytes) };
  }

  async #take(lengthBytes: number): Promise<Buffer> {
    while (this.#held.length < lengthBytes) {
      const { done, value } = await this.#chunks.next();
      if (done) throw new Error(hungUp);
      this.#held = Buffer.concat([this.#held, value]);
    }
    const taken = this.#held.subarray(0, lengthBytes);
    this.#held = this.#held.subarray(lengthBytes);
    return taken;
  }
}

/** How a tunnel ends behind which nobody listens depends on what was written meanwhile. */
function hasHungUp({ code }: NodeJS.ErrnoException): boolean {
  return code === "ECONNRESET" || code === "EPIPE";
}

function refusal(code: number, words: string): CqlError {
  // It could not read its accounts.
  const isBlind = code === badCredentials && words.startsWith("Unable to perform");
  if (isBlind || lacksNodes.includes(code)) return new CqlError("alone", words);
  if (code === badCredentials) return new CqlError("login", "it refuses user name or password");
  const may = code === unauthorized ? "the login may not do this: " : "";
  return new CqlError("refused", `${may}${words}`);
}
