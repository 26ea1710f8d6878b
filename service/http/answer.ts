import { type ProblemName, problemBody, problemHeaders, problems } from "../contract/problems.ts";
import type { Exchange } from "./exchange.ts";
import type { PlainRefusal } from "./malformed-request.ts";
import { isLeftWaiting } from "./read-body.ts";

/** Names and values by turns, in the order and case in which they are sent. */
export type RawHeaders = readonly string[];

/** Up to here a body travels with its headers in one string, which is one system call and no list of buffers. */
const oneWriteBytes = 64 * 1024;

/**
 * Sends an answer whole, with the headers in Go's order: its own, `Date`, `Content-Length`.
 * @see go/net/http/server.go, chunkWriter.writeHeader
 */
export function answer(
  exchange: Exchange,
  status: number,
  headers: RawHeaders,
  body: Uint8Array | string,
): void {
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  exchange.sentBytes = length;
  send(exchange, status, [...headers, "Date", httpDate(), "Content-Length", String(length)], body);
}

/** Sends an answer that has no body by its status or method, and tells no length. */
export function answerWithoutBody(
  exchange: Exchange,
  status: number,
  headers: RawHeaders = [],
): void {
  send(exchange, status, [...headers, "Date", httpDate()], "");
}

/** What a problem may say beside its fixed words. */
export interface ProblemExtras {
  /** In place of the problem's own. */
  readonly detail?: string;
  /** Between the type and the options, where the alphabet puts them. */
  readonly headers?: RawHeaders;
}

/** Sends a problem about the path of the request. */
export function answerProblem(
  exchange: Exchange,
  name: ProblemName,
  { detail, headers = [] }: ProblemExtras = {},
): void {
  const { address } = exchange;
  const instance = "path" in address ? address.path : "";
  const body = problemBody(name, instance, detail);
  const { "content-type": type, "x-content-type-options": options } = problemHeaders;
  const all = ["Content-Type", type, ...headers, "X-Content-Type-Options", options];
  answer(exchange, problems[name].status, all, body);
}

/**
 * Refuses a request whose head cannot be right, as Go's server does: without a date or a length, and the
 * connection ends.
 */
export function answerPlainly({ response }: Exchange, refusal: PlainRefusal): void {
  response.sendDate = false;
  response.shouldKeepAlive = false;
  response.removeHeader("content-length");
  response.removeHeader("transfer-encoding");
  const headers: string[] = ["Content-Type", "text/plain; charset=utf-8"];
  response.writeHead(refusal.status, refusal.reason, headers);
  response.end(refusal.body);
}

function send(
  exchange: Exchange,
  status: number,
  headers: readonly string[],
  body: Uint8Array | string,
): void {
  const { request, response, isStopping } = exchange;
  response.sendDate = false;
  if (isStopping() || isLeftWaiting(exchange)) response.shouldKeepAlive = false;
  // Go says nothing of a connection that stays, but to those who do not expect it.
  if (response.shouldKeepAlive && request.httpVersionMinor === 1)
    response.removeHeader("connection");
  response.writeHead(status, headers as string[]);
  if (typeof body === "string") response.end(body);
  else if (body.byteLength <= oneWriteBytes)
    response.end(asBuffer(body).toString("latin1"), "latin1");
  else response.end(body);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

let dateOfSecond = "";
let second = 0;

/** The time as HTTP writes it, made once a second. */
function httpDate(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    dateOfSecond = new Date(now * 1000).toUTCString();
  }
  return dateOfSecond;
}
