import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/**
 * No system takes a port of these by itself, neither for who listens on port 0 nor for the client's end of a connection,
 * which may even be connected with itself where it asks for a port that nobody has.
 */
const first = 20_000;
const last = 32_000;

let next = first + Math.floor(Math.random() * (last - first));

/** A loopback port on which nothing listens, and which no other process of a test run is given until this one ends. */
export async function freePort(): Promise<number> {
  for (let tried = first; tried < last; tried++) {
    const port = next;
    next = next + 1 < last ? next + 1 : first;
    if ((await lock(port)) && (await isFree(port))) return port;
  }
  throw new Error(`no port from ${first} to ${last} is free`);
}

/** The lock of a port is the same port of UDP, which nobody uses and the system takes back when this process ends. */
function lock(port: number): Promise<boolean> {
  const socket = createSocket("udp4").unref();
  return new Promise((resolve) => {
    socket.once("error", () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(true));
  });
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
