import { type ChildProcess, spawn } from "node:child_process";
import { timingSafeEqual } from "node:crypto";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import ssh2, {
  type AcceptConnection,
  type AuthContext,
  type Connection,
  type ParsedKey,
  type RejectConnection,
  type ServerChannel,
  type Session,
  type TcpipRequestInfo,
} from "ssh2";

/** The only user that an instance lets in. */
export const sshUser = "sandbox";

/** What an instance's SSH server needs. */
export interface SshServerOptions {
  /** The private host key, in OpenSSH's format. */
  readonly hostKey: string;
  /** The public key that may log in, in OpenSSH's format. */
  readonly clientKey: string;
  /** Whole environment of what is run. */
  readonly env: Readonly<Record<string, string>>;
  /** Where commands start. */
  readonly home: string;
  /** Where a forward to a port of the instance ends here, or why nowhere. */
  readonly portBehind: (port: number) => number | "refused" | "nothing-inside";
}

/** What ssh2's connections have and its types leave out. */
type TunableConnection = Connection & { setNoDelay(on: boolean): void };

/** An SSH server that is listening on 127.0.0.1. */
export interface RunningSshServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts an SSH server that runs commands with the real `sh` and forwards to ports of the instance.
 * A command outlives its connection if it left the session, as with sshd; else it meets closed pipes.
 */
export async function startSshServer(options: SshServerOptions): Promise<RunningSshServer> {
  const allowed = ssh2.utils.parseKey(options.clientKey);
  if (allowed instanceof Error) throw allowed;
  const sockets = new Set<Socket>();
  const server = new ssh2.Server({ hostKeys: [options.hostKey] }, (connection) => {
    // As sshd does: without it every small answer waits 40 ms for the next one.
    (connection as TunableConnection).setNoDelay(true);
    connection.on("authentication", (context) => authenticate(context, allowed));
    connection.on("session", (accept) => serveSession(accept(), options));
    connection.on("tcpip", (accept, reject, info) => forward(accept, reject, info, options));
    // A client that goes away in the middle is its own affair.
    connection.on("error", () => connection.end());
  });
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    server.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", () => resolve());
  });
  return {
    port: (listener.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function authenticate(context: AuthContext, allowed: ParsedKey): void {
  if (isAllowed(context, allowed)) context.accept();
  else context.reject(["publickey"]);
}

function isAllowed(context: AuthContext, allowed: ParsedKey): boolean {
  if (context.method !== "publickey" || context.username !== sshUser) return false;
  const { key, signature, blob, hashAlgo } = context;
  if (key.algo !== allowed.type || !isSame(key.data, allowed.getPublicSSH())) return false;
  // Without a signature the client only asks whether the key would do.
  if (signature === undefined || blob === undefined) return true;
  return allowed.verify(blob, signature, hashAlgo) === true;
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function serveSession(session: Session, options: SshServerOptions): void {
  let child: ChildProcess | undefined;
  session.on("exec", (accept, _reject, { command }) => {
    child = runCommand(accept(), ["-c", command], options);
  });
  session.on("shell", (accept) => {
    child = runCommand(accept(), [], options);
  });
  session.on("signal", (accept, _reject, { name }) => {
    const isRunning = child?.exitCode === null && child.signalCode === null;
    // The whole group, since sh may have started something of its own.
    if (isRunning && child?.pid !== undefined) process.kill(-child.pid, `SIG${name}`);
    accept?.();
  });
}

function runCommand(
  channel: ServerChannel,
  args: readonly string[],
  { env, home }: SshServerOptions,
): ChildProcess {
  const child = spawn("/bin/sh", args, { cwd: home, env, detached: true });
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  for (const stream of [channel, child.stdin, child.stdout, child.stderr]) {
    stream.on("error", () => stream.destroy());
  }
  child.once("error", (error) => {
    channel.stderr.write(`${error.message}\n`);
    channel.exit(127);
    channel.end();
  });
  // As with sshd, the session ends when all who hold the pipes have let go.
  child.once("close", (code, signal) => {
    if (signal === null) channel.exit(code ?? 127);
    else channel.exit(signal.slice("SIG".length), false);
    channel.end();
  });
  channel.once("close", () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  });
  return child;
}

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

function forward(
  accept: AcceptConnection<ServerChannel>,
  reject: RejectConnection,
  { destIP, destPort }: TcpipRequestInfo,
  { portBehind }: SshServerOptions,
): void {
  const port = loopbackNames.has(destIP) ? portBehind(destPort) : "refused";
  if (port === "refused") reject();
  else if (port === "nothing-inside") accept().end();
  else connect(accept, reject, port);
}

function connect(
  accept: AcceptConnection<ServerChannel>,
  reject: RejectConnection,
  port: number,
): void {
  const socket = createConnection({ host: "127.0.0.1", port, noDelay: true });
  socket.once("error", reject);
  socket.once("connect", () => {
    socket.off("error", reject);
    const channel = accept();
    socket.on("error", () => channel.destroy());
    channel.on("error", () => socket.destroy());
    channel.once("close", () => socket.destroy());
    socket.pipe(channel).pipe(socket);
  });
}
