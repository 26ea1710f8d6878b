import type { Duplex } from "node:stream";

/** What Node says of bytes that it cannot read as HTTP. */
export type MalformedError = Error & { readonly code?: string };

/** How Go's server refuses a request before any handler sees it. */
export interface PlainRefusal {
  readonly status: number;
  /** What follows the status on the first line. */
  readonly reason: string;
  readonly body: string;
}

/**
 * The refusals by their cause, in Go's words.
 * @see go/net/http/server.go, conn.serve
 */
export const refusals = {
  malformed: refusal(400, "Bad Request"),
  noHost: refusal(400, "Bad Request: missing required Host header"),
  wrongHost: refusal(400, "Bad Request: malformed Host header"),
  tooLong: refusal(431, "Request Header Fields Too Large"),
  encoding: refusal(501, "Not Implemented", "Unsupported transfer encoding"),
  version: refusal(505, "HTTP Version Not Supported: unsupported protocol version"),
} as const;

function refusal(status: number, reason: string, body = `${status} ${reason}`): PlainRefusal {
  return { status, reason, body };
}

/** Connections that had this answer: Node's parser says the same of all that they still send. */
const refused = new WeakSet<Duplex>();

/** How long the answer may take to arrive. @see go/net/http/server.go, rstAvoidanceDelay */
const lingerMs = 500;

/** Answers, as Go's server does, to what is not HTTP at all: a plain line, then the connection ends. */
export function answerMalformedRequest({ code = "" }: MalformedError, socket: Duplex): void {
  const isGone = code === "ECONNRESET";
  if (refused.has(socket) && !isGone) return;
  if (isGone || !socket.writable) {
    socket.destroy();
    return;
  }
  refused.add(socket);
  const { status, reason, body } =
    code === "HPE_HEADER_OVERFLOW" ? refusals.tooLong : refusals.malformed;
  // What the client still sends is read and thrown away; a reset would take the answer from it.
  socket.resume();
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${body}`,
  );
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}
