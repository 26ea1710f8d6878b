import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Watches the connections of a server, and gives what ends those on which nothing was ever sent. Node does not
 * count them as idle: a client that connects beforehand would hold up the end of the server.
 * @see node/src/node_http_parser.cc, Parser::Initialize
 */
export function trackUnused(server: Server): () => void {
  const sockets = new Set<Socket>();
  const watch = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  server.on("connection", watch);
  // Behind a handshake, whose bytes are none of the client's.
  server.on("secureConnection", watch);
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroySoon();
  };
}
