import { rm } from "node:fs/promises";
import { execa } from "execa";
import type { World } from "../base/world.ts";
import { closedOutcome } from "./closed-outcome.ts";
import { type Connections, createConnections } from "./connections.ts";
import { exchange } from "./exchange.ts";
import { exchangeOutcome } from "./exchange-outcome.ts";
import { type Connection, connect } from "./openssh-connection.ts";
import { forwardWords, type OpensshSettings, sessionWords, typedWords } from "./openssh-words.ts";
import { outcomeFault } from "./outcome-fault.ts";
import { remoteLine } from "./remote-shell.ts";
import { childOptions, shellBehind } from "./shell-program.ts";
import { createSocketFolder, type SocketFolder } from "./socket-folder.ts";
import { sshFailure } from "./ssh-failure.ts";
import type { Outcome, RemoteCommand, RunOptions, Transport, Tunnel } from "./transport.ts";

/** What the OpenSSH transport is made with. */
export interface OpensshOptions extends OpensshSettings {
  readonly world: World;
  /** Where its folder of sockets is made; by default `$XDG_RUNTIME_DIR`, else the temporary folder. */
  readonly runtimeFolder?: string;
}

/**
 * A Transport by the user's own `ssh`: one private connection per host, made when first needed and
 * shared by all that follows. Host keys are always checked and never added.
 */
export function createOpensshTransport(options: OpensshOptions): Transport {
  const folder = createSocketFolder(options.world, options.runtimeFolder);
  const connections = createConnections(async (fqdn, signal) =>
    connect(fqdn, { ...options, socket: await folder.newSocket("c"), signal }),
  );
  const state: State = { options, folder, connections };
  return {
    run: (fqdn, command, runOptions = {}) => run(state, fqdn, { command, runOptions }),
    openTunnel: (fqdn, port, address = "127.0.0.1") => openTunnel(state, fqdn, { port, address }),
    typedWords: (fqdn) => typedWords(options, fqdn),
    async close() {
      await connections.close();
      await folder.remove();
    },
  };
}

interface State {
  readonly options: OpensshOptions;
  readonly folder: SocketFolder;
  readonly connections: Connections<Connection>;
}

async function run(
  { options, connections }: State,
  fqdn: string,
  { command, runOptions }: { readonly command: RemoteCommand; readonly runOptions: RunOptions },
): Promise<Outcome> {
  const { world } = options;
  const connection = await connections.to(fqdn, runOptions.signal);
  if (connection === "aborted") return { kind: "cancelled" };
  if (connection.kind !== "connected") return connection;
  const words = { socket: connection.socket, line: remoteLine(command) };
  const args = sessionWords(options, fqdn, words);
  const shell = shellBehind({ file: "ssh", args, env: world.env });
  const result = await exchange(shell, command, { world, options: runOptions });
  if (result.ended === "closed") await connection.check();
  return exchangeOutcome(command, result, (closed) =>
    closedOutcome(closed, connection.lastWords()),
  );
}

async function openTunnel(
  state: State,
  fqdn: string,
  { port, address }: { readonly port: number; readonly address: string },
): Promise<Tunnel> {
  const purpose = `opening a tunnel to port ${port}`;
  const { world } = state.options;
  const connection = await state.connections.to(fqdn);
  if (connection === "aborted") throw outcomeFault({ fqdn, purpose }, { kind: "cancelled" });
  if (connection.kind !== "connected") throw outcomeFault({ fqdn, purpose }, connection);
  const socketPath = await state.folder.newSocket("t");
  const spec = `${socketPath}:${address.includes(":") ? `[${address}]` : address}:${port}`;
  const ask = async (verb: "forward" | "cancel") => {
    const words = forwardWords(state.options, fqdn, { socket: connection.socket, verb, spec });
    const options = { ...childOptions(world.env), buffer: true } as const;
    return await execa("ssh", words, { ...options, stdin: "ignore", encoding: "utf8" });
  };
  // It returns once the socket is bound, so nobody need wait for it.
  const asked = await ask("forward");
  if (asked.exitCode !== 0) throw outcomeFault({ fqdn, purpose }, sshFailure(asked.stderr));
  return {
    socketPath,
    async close() {
      if (connection.isAlive()) await ask("cancel");
      await rm(socketPath, { force: true });
    },
  };
}
