import { rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Tunnel } from "./transport.ts";

/**
 * A Tunnel whose socket this process serves: each connection to it is joined with a stream of
 * `reach`, and closed where that rejects.
 */
export async function serveTunnel(
  socketPath: string,
  reach: () => Promise<Duplex>,
): Promise<Tunnel> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    open.add(near);
    near.on("close", () => open.delete(near));
    near.on("error", () => near.destroy());
    reach().then(
      (far) => join(near, far),
      () => near.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  return {
    socketPath,
    async close() {
      server.close();
      for (const near of open) near.destroy();
      await rm(socketPath, { force: true });
    },
  };
}

function join(near: Socket, far: Duplex): void {
  far.on("error", () => near.destroy());
  far.on("close", () => near.destroy());
  near.on("close", () => far.destroy());
  if (near.destroyed) far.destroy();
  else near.pipe(far).pipe(near);
}
