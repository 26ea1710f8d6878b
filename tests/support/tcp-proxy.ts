import { connect, createServer, type Socket } from "node:net";
import { freePort } from "./free-port.ts";

/** A listener before a real server, which a test may let stutter, break or vanish. */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** How many clients are connected now. */
  connections(): number;
  /** Passes nothing on in either direction, with all connections open; new ones get no answer, either. */
  stall(): void;
  resume(): void;
  /** Ends the next so many connections that bring an answer of at least so many bytes at once, in its middle. */
  cutAnswersOf(sizeBytes: number, times: number): void;
  /** Ends every connection and refuses new ones. */
  vanish(): Promise<void>;
  /** Listens again, where it did before. */
  appear(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isStalled = false;
  let cutBytes = 0;
  let cutsLeft = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ ...target, noDelay: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on("error", () => {});
      from.on("close", () => {
        pairs.delete(pair);
        to.destroy();
      });
      if (isStalled) from.pause();
    }
    client.on("data", (bytes) => upstream.write(bytes));
    upstream.on("data", (bytes) => {
      if (cutsLeft === 0 || bytes.length < cutBytes) {
        client.write(bytes);
        return;
      }
      cutsLeft--;
      client.write(bytes.subarray(0, bytes.length / 2), () => client.destroy());
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const vanish = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
    await closed;
  };
  const port = await freePort();
  await listen(port);
  const each = (act: (socket: Socket) => void): void => {
    for (const pair of pairs) for (const socket of pair) act(socket);
  };
  return {
    host: "127.0.0.1",
    port,
    connections: () => pairs.size,
    stall() {
      isStalled = true;
      each((socket) => socket.pause());
    },
    resume() {
      isStalled = false;
      each((socket) => socket.resume());
    },
    cutAnswersOf(sizeBytes, times) {
      cutBytes = sizeBytes;
      cutsLeft = times;
    },
    vanish,
    appear: () => listen(port),
    close: async () => {
      if (server.listening) await vanish();
    },
  };
}
