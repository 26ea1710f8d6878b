import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ClientTls } from "./client-tls.ts";
import type { Endpoint } from "./endpoint.ts";

const readBufferBytes = 64 * 1024;
const keepAliveAfterMs = 15_000;

/** What a socket tells. */
export interface SocketEvents {
  /** The first so many bytes are new, and good until it returns. */
  readonly onRead: (bytes: Buffer, lengthBytes: number) => void;
  /** It is encrypted, where it should be, and can be written to. */
  readonly onOpen: () => void;
  /** It is no more, for this reason; told once. */
  readonly onClose: (reason: Error) => void;
}

/** Opens a socket that reads into one buffer of its own, so that reading makes no garbage. */
export function openSocket(
  endpoint: Endpoint,
  tls: ClientTls | undefined,
  { onRead, onOpen, onClose }: SocketEvents,
): Socket {
  const options = {
    host: endpoint.address,
    port: endpoint.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveAfterMs,
    onread: {
      buffer: Buffer.allocUnsafeSlow(readBufferBytes),
      callback(lengthBytes: number, bytes: Uint8Array) {
        onRead(bytes as Buffer, lengthBytes);
        return true;
      },
    },
  };
  const socket =
    tls === undefined
      ? connect(options).once("connect", onOpen)
      : connectTls({ ...options, ...tls.optionsFor(endpoint) }).once("secureConnect", onOpen);
  let reason: Error | undefined;
  socket.on("error", (error) => {
    reason ??= error;
  });
  socket.once("close", () => onClose(reason ?? new Error("the node closed the connection")));
  return socket;
}
