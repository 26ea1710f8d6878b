import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { closedOutcome } from "./closed-outcome.ts";
import { type Connections, createConnections } from "./connections.ts";
import { exchange, type StartShell } from "./exchange.ts";
import { exchangeOutcome } from "./exchange-outcome.ts";
import { typedWords } from "./openssh-words.ts";
import { outcomeFault } from "./outcome-fault.ts";
import { remoteLine } from "./remote-shell.ts";
import { createSocketFolder, type SocketFolder } from "./socket-folder.ts";
import { readHostSettings, useOpenssh } from "./ssh2-config.ts";
import { connectSsh2, type Ssh2Connection } from "./ssh2-connection.ts";
import type { Outcome, RemoteCommand, RunOptions, Transport, Tunnel } from "./transport.ts";
import { serveTunnel } from "./tunnel-server.ts";

/** What the ssh2 transport is made with. */
export interface Ssh2Options {
  /** An `ssh_config` file, absolute. */
  readonly configFile: string | undefined;
  readonly user: string | undefined;
  readonly jump: string | undefined;
  readonly world: World;
  /** Where its folder of sockets is made; by default `$XDG_RUNTIME_DIR`, else the temporary folder. */
  readonly runtimeFolder?: string;
}

/**
 * A Transport by ssh2, for machines without `ssh`. It reaches only what a plain `ssh_config` of its
 * own describes: no agent, no certificates, no jump host. Host keys are always checked.
 * @throws {KaskctlError} wrong-use without a configFile or with a jump
 */
export function createSsh2Transport(options: Ssh2Options): Transport {
  const { configFile, user, jump, world } = options;
  if (configFile === undefined) throw unusable("it reads no ssh_config but one that is named");
  if (jump !== undefined) throw unusable(`it cannot go through a jump host (${jump})`);
  const folder = createSocketFolder(world, options.runtimeFolder);
  const connections = createConnections(async (fqdn, signal) => {
    const host = await readHostSettings(configFile, fqdn, user);
    return connectSsh2({ world, host, signal });
  });
  const state: State = { world, folder, connections, tunnels: new Set() };
  return {
    run: (fqdn, command, runOptions = {}) => run(state, fqdn, { command, runOptions }),
    openTunnel: (fqdn, port, address = "127.0.0.1") => openTunnel(state, fqdn, { port, address }),
    typedWords: (fqdn) => typedWords(options, fqdn),
    async close() {
      await Promise.all([...state.tunnels].map((tunnel) => tunnel.close()));
      await connections.close();
      await folder.remove();
    },
  };
}

function unusable(reason: string): KaskctlError {
  return new KaskctlError("wrong-use", `The transport ssh2 cannot be used here: ${reason}.`, {
    hint: useOpenssh,
  });
}

interface State {
  readonly world: World;
  readonly folder: SocketFolder;
  readonly connections: Connections<Ssh2Connection>;
  readonly tunnels: Set<Tunnel>;
}

async function run(
  { world, connections }: State,
  fqdn: string,
  { command, runOptions }: { readonly command: RemoteCommand; readonly runOptions: RunOptions },
): Promise<Outcome> {
  const connection = await connections.to(fqdn, runOptions.signal);
  if (connection === "aborted") return { kind: "cancelled" };
  if (connection.kind !== "connected") return connection;
  const shell = shellOver(connection.client, remoteLine(command));
  const result = await exchange(shell, command, { world, options: runOptions });
  return exchangeOutcome(command, result, (closed) =>
    closedOutcome(closed, connection.lastWords()),
  );
}

/** The `sh` that a line leads to over there. */
function shellOver(client: Client, line: string): StartShell {
  return (input, outputs) => {
    const closed = Promise.withResolvers<void>();
    let letGo: () => void = () => undefined;
    let isLeft = false;
    const refuse = (error: Error) => {
      outputs.stderr(Buffer.from(error.message));
      closed.resolve();
    };
    attempt(refuse, () =>
      client.exec(line, (error, channel) => {
        if (error) return refuse(error);
        channel.on("data", outputs.stdout);
        channel.stderr.on("data", outputs.stderr);
        channel.on("error", () => channel.close());
        channel.once("close", () => closed.resolve());
        letGo = () => channel.close();
        if (isLeft) letGo();
        else channel.end(input);
      }),
    );
    return {
      closed: closed.promise,
      letGo() {
        isLeft = true;
        letGo();
      },
    };
  };
}

/** ssh2 throws where a connection ended just before it was asked. */
function attempt(refuse: (error: Error) => void, ask: () => void): void {
  try {
    ask();
  } catch (error) {
    refuse(error instanceof Error ? error : new Error(String(error)));
  }
}

interface Far {
  readonly port: number;
  readonly address: string;
}

async function openTunnel(state: State, fqdn: string, far: Far): Promise<Tunnel> {
  const purpose = `opening a tunnel to port ${far.port}`;
  const connection = await state.connections.to(fqdn);
  if (connection === "aborted") throw outcomeFault({ fqdn, purpose }, { kind: "cancelled" });
  if (connection.kind !== "connected") throw outcomeFault({ fqdn, purpose }, connection);
  const socketPath = await state.folder.newSocket("t");
  const tunnel = await serveTunnel(socketPath, () => reach(connection.client, far));
  state.tunnels.add(tunnel);
  return {
    socketPath,
    async close() {
      state.tunnels.delete(tunnel);
      await tunnel.close();
    },
  };
}

function reach(client: Client, { port, address }: Far): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    attempt(reject, () =>
      client.forwardOut("127.0.0.1", 0, address, port, (error, channel) =>
        error ? reject(error) : resolve(channel),
      ),
    );
  });
}
