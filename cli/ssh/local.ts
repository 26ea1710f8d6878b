import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "../base/world.ts";
import { exchange } from "./exchange.ts";
import { exchangeOutcome } from "./exchange-outcome.ts";
import { remoteLine } from "./remote-shell.ts";
import type { RunOptions, Transport, Tunnel } from "./transport.ts";

/** A Transport whose only host, by whatever name, is this machine. */
export function createLocalTransport(world: World): Transport {
  const tunnels = new Set<Tunnel>();
  return {
    async run(_fqdn, command, options: RunOptions = {}) {
      const program = { file: "sh", args: ["-c", remoteLine(command)], env: world.env };
      const result = await exchange(program, command, { world, options });
      return exchangeOutcome(command, result, ({ stdout, stderr }) => ({
        kind: "lost",
        detail: stderr.trim() || "the shell was killed",
        stdout,
      }));
    },
    async openTunnel(_fqdn, port) {
      const tunnel = await openLocalTunnel(port);
      tunnels.add(tunnel);
      return tunnel;
    },
    async close() {
      await Promise.all([...tunnels].map((tunnel) => tunnel.close()));
      tunnels.clear();
    },
  };
}

async function openLocalTunnel(port: number): Promise<Tunnel> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-"));
  const socketPath = join(folder, "tunnel");
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection(port, "127.0.0.1");
    open.add(near);
    near.on("close", () => open.delete(near));
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.pipe(far).pipe(near);
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
      await rm(folder, { recursive: true, force: true });
    },
  };
}
