import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { createLimit } from "../base/limit.ts";
import type { World } from "../base/world.ts";
import { childOptions, type Exchange, exchange } from "./exchange.ts";
import { exchangeOutcome } from "./exchange-outcome.ts";
import { type Connection, connect } from "./openssh-connection.ts";
import { forwardWords, type OpensshSettings, sessionWords } from "./openssh-words.ts";
import { outcomeFault } from "./outcome-fault.ts";
import { remoteLine } from "./remote-shell.ts";
import { type SshFailure, sshFailure, tellingLine } from "./ssh-failure.ts";
import type { Outcome, RunOptions, Transport, Tunnel } from "./transport.ts";

/** What the OpenSSH transport is made with. */
export interface OpensshOptions extends OpensshSettings {
  readonly world: World;
  /** Where its folder of sockets is made; by default `$XDG_RUNTIME_DIR`, else the temporary folder. */
  readonly runtimeFolder?: string;
}

// A bastion drops bursts of logins at random (sshd's MaxStartups).
const connectionStartsAtOnce = 5;

/**
 * A Transport by the user's own `ssh`: one private connection per host, made when first needed and
 * shared by all that follows. Host keys are always checked and never added.
 */
export function createOpensshTransport(options: OpensshOptions): Transport {
  const state: State = {
    options,
    folder: undefined,
    connections: new Map(),
    sockets: 0,
    closing: new AbortController(),
    limit: createLimit(connectionStartsAtOnce),
  };
  return {
    run: (fqdn, command, runOptions = {}) => run(state, fqdn, { command, runOptions }),
    openTunnel: (fqdn, port) => openTunnel(state, fqdn, port),
    close: () => close(state),
  };
}

interface State {
  readonly options: OpensshOptions;
  folder: Promise<string> | undefined;
  readonly connections: Map<string, Promise<Connection | SshFailure>>;
  sockets: number;
  /** Aborted by close(), so that it need not wait for a login that hangs. */
  closing: AbortController;
  readonly limit: ReturnType<typeof createLimit>;
}

async function run(
  state: State,
  fqdn: string,
  {
    command,
    runOptions,
  }: { readonly command: Parameters<Transport["run"]>[1]; readonly runOptions: RunOptions },
): Promise<Outcome> {
  const { world } = state.options;
  const connection = await unlessAborted(connectionTo(state, fqdn), runOptions.signal);
  if (connection === "aborted") return { kind: "cancelled" };
  if (connection.kind !== "connected") return connection;
  const line = remoteLine(command);
  const program = {
    file: "ssh",
    args: sessionWords(state.options, fqdn, { socket: connection.socket, line }),
    env: world.env,
  };
  const result = await exchange(program, command, { world, options: runOptions });
  if (result.ended === "closed") await connection.check();
  return exchangeOutcome(command, result, (closed) => closedOutcome(closed, connection));
}

/** What it means that a session ended without its end mark. */
function closedOutcome(closed: Exchange, connection: Connection): Outcome {
  const words = `${closed.stderr}\n${connection.lastWords()}`;
  if (closed.begun) {
    const detail = words.trim() === "" ? "the remote shell was killed" : tellingLine(words);
    return { kind: "lost", detail, stdout: closed.stdout };
  }
  const detail = tellingLine(closed.stderr);
  return { kind: "unreachable", reason: "protocol", detail };
}

async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | "aborted"> {
  if (!signal) return await promise;
  if (signal.aborted) return "aborted";
  const stop = new AbortController();
  const aborted = new Promise<"aborted">((resolve) => {
    signal.addEventListener("abort", () => resolve("aborted"), { signal: stop.signal });
  });
  return await Promise.race([promise, aborted]).finally(() => stop.abort());
}

async function connectionTo(state: State, fqdn: string): Promise<Connection | SshFailure> {
  const known = state.connections.get(fqdn);
  if (known && isUsable(await known)) return await known;
  // Others may have seen the same dead connection meanwhile and made a new one.
  const current = state.connections.get(fqdn);
  if (current && current !== known) return await current;
  const made = state.limit(async () =>
    connect(fqdn, {
      ...state.options,
      socket: await newSocket(state, "c"),
      signal: state.closing.signal,
    }),
  );
  state.connections.set(fqdn, made);
  made.catch(() => state.connections.delete(fqdn));
  return await made;
}

function isUsable(connection: Connection | SshFailure): boolean {
  return connection.kind === "connected" && connection.isAlive();
}

/** A new path for a socket, short enough for the 104 bytes that systems allow. */
async function newSocket(state: State, letter: string): Promise<string> {
  state.folder ??= mkdtemp(join(socketFolder(state.options), "kaskctl-"));
  return join(await state.folder, `${letter}${++state.sockets}`);
}

function socketFolder({ runtimeFolder, world }: OpensshOptions): string {
  const folder = runtimeFolder ?? world.env["XDG_RUNTIME_DIR"] ?? tmpdir();
  // OpenSSH binds a temporary name that is 17 bytes longer; mkdtemp adds 15. Its options cannot
  // hold every character.
  return folder.length <= 60 && /^[\w./-]+$/.test(folder) ? folder : "/tmp";
}

async function openTunnel(state: State, fqdn: string, port: number): Promise<Tunnel> {
  const purpose = `opening a tunnel to port ${port}`;
  const connection = await connectionTo(state, fqdn);
  if (connection.kind !== "connected") throw outcomeFault({ fqdn, purpose }, connection);
  const socketPath = await newSocket(state, "t");
  const spec = `${socketPath}:127.0.0.1:${port}`;
  const ask = async (verb: "forward" | "cancel") => {
    const words = forwardWords(state.options, fqdn, { socket: connection.socket, verb, spec });
    const options = { ...childOptions(state.options.world.env), buffer: true } as const;
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

async function close(state: State): Promise<void> {
  state.closing.abort();
  state.closing = new AbortController();
  const connections = await Promise.allSettled(state.connections.values());
  state.connections.clear();
  const open = connections.flatMap((settled) =>
    settled.status === "fulfilled" && settled.value.kind === "connected" ? [settled.value] : [],
  );
  await Promise.all(open.map((connection) => connection.close()));
  const folder = await state.folder;
  state.folder = undefined;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
