import { createConnection, type Socket } from "node:net";
import type { World } from "../base/world.ts";
import { exchange } from "./exchange.ts";
import { exchangeOutcome } from "./exchange-outcome.ts";
import { remoteLine } from "./remote-shell.ts";
import { shellBehind } from "./shell-program.ts";
import { createSocketFolder } from "./socket-folder.ts";
import type { RunOptions, Transport, Tunnel } from "./transport.ts";
import { serveTunnel } from "./tunnel-server.ts";

/** A Transport whose only host, by whatever name, is this machine. */
export function createLocalTransport(world: World): Transport {
  const tunnels = new Set<Tunnel>();
  return {
    async run(_fqdn, command, options: RunOptions = {}) {
      const shell = shellBehind({ file: "sh", args: ["-c", remoteLine(command)], env: world.env });
      const result = await exchange(shell, command, { world, options });
      return exchangeOutcome(command, result, ({ stdout, stderr }) => ({
        kind: "lost",
        detail: stderr.trim() || "the shell was killed",
        stdout,
      }));
    },
    async openTunnel(_fqdn, port, address = "127.0.0.1") {
      const tunnel = await openLocalTunnel(world, () => createConnection(port, address));
      tunnels.add(tunnel);
      return tunnel;
    },
    typedWords: () => ["sh", "-c"],
    async close() {
      await Promise.all([...tunnels].map((tunnel) => tunnel.close()));
      tunnels.clear();
    },
  };
}

async function openLocalTunnel(world: World, reach: () => Socket): Promise<Tunnel> {
  const folder = createSocketFolder(world, undefined);
  const { socketPath, close } = await serveTunnel(await folder.newSocket("t"), async () => reach());
  return {
    socketPath,
    async close() {
      await close();
      await folder.remove();
    },
  };
}
