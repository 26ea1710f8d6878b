import type { Connection, Pending } from "./connection.ts";
import { opcodes } from "./protocol.ts";

/** How often connections are looked at. */
export const heartbeatTickMs = 100;

/** A connection is asked whether it lives when nothing was read for so long. */
const idleMs = 250;

/** Asked after this, a node does not answer: it is not ready, and other nodes are asked first. */
export const silentMs = 1200;

/** Asked after this, a node is gone: who needs it need not wait. A long collection of garbage is shorter. */
export const goneMs = 3000;

/** Asked after this, the connection is given up, since a node that was cut off may have forgotten it. */
const givenUpMs = 6000;

const empty = Buffer.alloc(0);
const ignored: Pending = { onAnswer() {}, onLost() {} };

/** Asks a connection whether it lives, where that is in doubt, and ends it when it is not. */
export function tendConnection(connection: Connection, nowMs: number): void {
  if (connection.heartbeatSentMs === 0) {
    if (nowMs - connection.lastReadMs < idleMs) return;
    if (connection.send(ignored, opcodes.options, empty)) connection.heartbeatSentMs = nowMs;
    return;
  }
  if (silence(connection, nowMs) < givenUpMs) return;
  connection.destroy(new Error(`no answer for ${givenUpMs} ms`));
}

/** For how long a heartbeat has been without an answer, in milliseconds. */
export function silence({ heartbeatSentMs }: Connection, nowMs: number): number {
  return heartbeatSentMs === 0 ? 0 : nowMs - heartbeatSentMs;
}
