import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { answerMalformedRequest, type MalformedError } from "./malformed-request.ts";
import { breakBody } from "./read-body.ts";

/** Answers one request, and says when that is done. */
export type Turn = (done: () => void) => void;

/** The requests of one connection, in the order in which they came. */
interface Turns {
  readonly waiting: { readonly response: ServerResponse; readonly turn: Turn }[];
  isRunning: boolean;
  /** Whether a pause of the connection is one: it was paused before. */
  isHeldFast: boolean;
  /** Whether something came that is not HTTP, or an answer ends the connection: nothing more is heard. */
  isOver: boolean;
  last: { readonly request: IncomingMessage; readonly response: ServerResponse };
}

const connections = new WeakMap<Duplex, Turns>();

/**
 * Runs a request when the answers to those before it on its connection are written, as Go's server does: a GET
 * sees what the POST before it stored. Node by itself begins all that have arrived at once.
 * @see go/net/http/server.go, conn.serve
 */
export function takeInTurn(request: IncomingMessage, response: ServerResponse, turn: Turn): void {
  const { socket } = request;
  const last = { request, response };
  let turns = connections.get(socket);
  if (turns === undefined) {
    turns = { waiting: [], isRunning: false, isHeldFast: false, isOver: false, last };
    connections.set(socket, turns);
  }
  if (turns.isOver) return;
  turns.last = last;
  turns.waiting.push({ response, turn });
  // What waits is in memory: more is read when it is answered.
  if (turns.isRunning) hold(turns, socket);
  else runNext(turns, socket);
}

/** Reads no more until what waits is answered, apart from what has arrived. */
function hold(turns: Turns, socket: Duplex): void {
  if (!turns.isHeldFast) {
    turns.isHeldFast = true;
    // Node's parser reads past a paused socket, as long as it has the socket to itself.
    socket.on("data", () => {});
    // Node resumes it whenever a body is read, although that of a request with others behind it is here.
    socket.on("resume", () => {
      if (turns.waiting.length > 0) socket.pause();
    });
  }
  socket.pause();
}

function runNext(turns: Turns, socket: Duplex): void {
  while (!turns.isRunning) {
    const next = turns.waiting.shift();
    if (next === undefined) break;
    turns.isRunning = true;
    let isInside = true;
    const over = (): void => {
      turns.isRunning = false;
      // Its answer ends the connection: what came after it is not heard.
      if (!next.response.shouldKeepAlive || socket.destroyed) {
        turns.isOver = true;
        turns.waiting.length = 0;
      }
      if (!isInside) runNext(turns, socket);
    };
    next.turn(() => {
      // A client that asks and does not listen must not fill the memory with answers.
      const isHeld = turns.waiting.length > 0 || socket.writableLength > 0;
      if (isHeld && !socket.destroyed) onceWritten(next.response, over);
      else over();
    });
    isInside = false;
    // The last one may have a body that is still to come.
    if (turns.waiting.length === 0 && socket.isPaused()) socket.resume();
  }
  // A client that has ended its side gets its last answer, and then our end.
  if (!turns.isRunning && socket.readableEnded)
    onceWritten(turns.last.response, () => socket.end());
}

/** An answer that is given may still wait for those before it to be written. */
function onceWritten(response: ServerResponse, act: () => void): void {
  if (response.writableFinished) act();
  else response.once("finish", act);
}

/**
 * What Node's parser cannot read: a broken body fails the request that it belongs to, anything else is
 * answered when all before it is.
 */
export function breakOff(error: MalformedError, socket: Duplex): void {
  const turns = connections.get(socket);
  if (turns === undefined || error.code === "ECONNRESET") {
    answerMalformedRequest(error, socket);
    return;
  }
  if (turns.isOver) return;
  turns.isOver = true;
  const { request, response } = turns.last;
  if (!request.complete) {
    if (response.writableEnded) socket.end();
    response.shouldKeepAlive = false;
    breakBody(request);
    return;
  }
  // After a request that ends the connection nothing is heard.
  if (!response.shouldKeepAlive) return;
  const turn = (): void => onceWritten(response, () => answerMalformedRequest(error, socket));
  turns.waiting.push({ response, turn });
  runNext(turns, socket);
}
