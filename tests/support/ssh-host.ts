import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2, { type AuthContext, type Connection, type ServerChannel } from "ssh2";
import { newSshKey, type SshKey } from "../../cli/sandbox/ssh-key.ts";

/** A real SSH server on loopback that runs real `sh`, and whose connections can be cut. */
export interface SshHost {
  readonly port: number;
  readonly hostKey: SshKey;
  readonly clientKey: SshKey;
  /** How many connections were made so far. */
  readonly connections: number;
  /** Cuts every connection as a dead network does; what runs here runs on. */
  drop(): void;
  /** Whether new connections are closed at once. */
  turnAway(next: number): void;
  close(): Promise<void>;
}

/** Starts a host whose commands have exactly `env`. */
export async function startSshHost(env: Readonly<Record<string, string>>): Promise<SshHost> {
  const hostKey = newSshKey();
  const clientKey = newSshKey();
  const sockets = new Set<Socket>();
  const children = new Set<ChildProcess>();
  let connections = 0;
  let turnedAway = 0;
  const ssh = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    connection.on("authentication", (context) => authenticate(context, clientKey.public));
    connection.on("error", () => connection.end());
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        children.add(run(acceptExec(), command, env));
      });
    });
    forwardPorts(connection);
  });
  const server = createServer((socket) => {
    connections++;
    if (turnedAway > 0) {
      turnedAway--;
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    ssh.injectSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    hostKey,
    clientKey,
    get connections() {
      return connections;
    },
    drop,
    turnAway(next) {
      turnedAway = next;
    },
    async close() {
      drop();
      for (const child of children) killGroup(child);
      server.close();
      await once(server, "close");
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody of it is left.
  }
}

function authenticate(context: AuthContext, publicKey: string): void {
  const allowed = ssh2.utils.parseKey(publicKey);
  if (allowed instanceof Error) throw allowed;
  if (context.method !== "publickey" || !context.key.data.equals(allowed.getPublicSSH())) {
    context.reject(["publickey"]);
    return;
  }
  const { signature, blob } = context;
  const proven = !signature || !blob || allowed.verify(blob, signature, context.hashAlgo) === true;
  if (proven) context.accept();
  else context.reject(["publickey"]);
}

function run(
  channel: ServerChannel,
  command: string,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const child = spawn("/bin/sh", ["-c", command], { env, detached: true });
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  for (const stream of [channel, child.stdin, child.stdout, child.stderr]) {
    stream.on("error", () => stream.destroy());
  }
  child.on("close", (code, signal) => {
    if (signal === null) channel.exit(code ?? 127);
    else channel.exit(signal.slice("SIG".length), false);
    channel.end();
  });
  channel.on("close", () => {
    for (const stream of child.stdio) stream?.destroy();
  });
  return child;
}

function forwardPorts(connection: Connection): void {
  connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
    const socket = createConnection(destPort, destIP);
    socket.once("error", () => reject());
    socket.once("connect", () => {
      const channel = accept();
      socket.on("error", () => channel.destroy());
      channel.on("error", () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  });
}

/** An `ssh_config` that knows hosts by alias. */
export interface SshConfig {
  readonly folder: string;
  readonly file: string;
  /** Adds a host under an alias; by default with its true host key and a key that may log in. */
  add(alias: string, host: SshHost, change?: HostChange): Promise<void>;
  remove(): Promise<void>;
}

interface HostChange {
  /** The public host key that is known, or none. */
  readonly knownKey?: string | undefined;
  readonly clientKey?: string;
  readonly port?: number;
  readonly hostName?: string;
}

export async function newSshConfig(): Promise<SshConfig> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  const file = join(folder, "ssh_config");
  const sections: string[] = [];
  await writeFile(file, "");
  return {
    folder,
    file,
    async add(alias, host, change = {}) {
      const known = "knownKey" in change ? change.knownKey : host.hostKey.public;
      await writeFile(join(folder, `${alias}.known`), known ? `${alias} ${known}\n` : "");
      await writeFile(join(folder, `${alias}.key`), change.clientKey ?? host.clientKey.private, {
        mode: 0o600,
      });
      sections.push(
        `Host ${alias}`,
        `  HostName ${change.hostName ?? "127.0.0.1"}`,
        `  Port ${change.port ?? host.port}`,
        `  HostKeyAlias ${alias}`,
        `  IdentityFile ${folder}/${alias}.key`,
        "  IdentitiesOnly yes",
        `  UserKnownHostsFile ${folder}/${alias}.known`,
        "  GlobalKnownHostsFile none",
      );
      await writeFile(file, `${sections.join("\n")}\n`);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
