import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** A port of 127.0.0.1 for a program that is about to listen on it. */
export interface LoopbackPort {
  readonly port: number;
  /** Lets others have it; to be called when that program has ended. */
  release(): void;
}

/**
 * No system takes a port of these by itself, neither for who listens on port 0 nor for the client's end of a connection,
 * which may even be connected with itself where it asks for a port that nobody has.
 */
const first = 20_000;
const last = 32_000;

let next = first + Math.floor(Math.random() * (last - first));

/**
 * A port on which nothing listens, and which nobody else is given in this way until it is released or this process ends.
 * @throws {Error} where there is none
 */
export async function takeLoopbackPort(): Promise<LoopbackPort> {
  for (let tried = first; tried < last; tried++) {
    const port = next;
    next = next + 1 < last ? next + 1 : first;
    const release = await lock(port);
    if (release === undefined) continue;
    if (await isFree(port)) return { port, release };
    release();
  }
  throw new Error(`no port from ${first} to ${last} is free`);
}

/** The lock of a port is the same port of UDP, which nobody uses and the system takes back when this process ends. */
function lock(port: number): Promise<LoopbackPort["release"] | undefined> {
  const socket = createSocket("udp4").unref();
  return new Promise((resolve) => {
    socket.once("error", () => {
      socket.close();
      resolve(undefined);
    });
    const where = { port, address: "127.0.0.1", exclusive: true };
    socket.bind(where, () => resolve(() => void socket.close()));
  });
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
