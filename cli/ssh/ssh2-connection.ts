import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import ssh2, { type Client } from "ssh2";
import { systemReason } from "../base/files.ts";
import type { World } from "../base/world.ts";
import type { SharedConnection } from "./connections.ts";
import { hostKeyAlgorithms } from "./host-key-algorithms.ts";
import { strictVerifier } from "./host-verifier.ts";
import { judgeHostKey, type KnownKeys, knownKeys } from "./known-hosts.ts";
import type { SshFailure } from "./ssh-failure.ts";
import type { HostSettings } from "./ssh2-config.ts";
import { type Ssh2Error, ssh2Failure, ssh2Words } from "./ssh2-failure.ts";

/** A connection that sessions and tunnels of one host share. */
export interface Ssh2Connection extends SharedConnection {
  readonly client: Client;
  /** Why it ended; empty while it lives. */
  lastWords(): string;
}

/** What a connection is made with. */
export interface Ssh2ConnectionSettings {
  readonly world: World;
  readonly host: HostSettings;
  /** Gives up a login when aborted. */
  readonly signal: AbortSignal;
}

const loginTimeoutMs = 10_000;
const keepaliveMs = 15_000;
const keepalivesMissed = 3;

/** Connects to a host, checks its key, and logs in. */
export async function connectSsh2(
  settings: Ssh2ConnectionSettings,
): Promise<Ssh2Connection | SshFailure> {
  const privateKey = await readIdentity(settings.host);
  if (typeof privateKey !== "string") return privateKey;
  const known = await readKnownKeys(settings.host);
  const first = await login({ ...settings, privateKey, known });
  if (first.kind !== "failed") return first;
  if (first.isTurnedAway) {
    await settings.world.clock.sleep(500 + Math.random() * 1000);
    const second = await login({ ...settings, privateKey, known });
    return second.kind === "failed" ? ssh2Failure(second.error) : second;
  }
  return ssh2Failure(first.error);
}

async function readIdentity({ identityFile }: HostSettings): Promise<string | SshFailure> {
  const refuse = (found: string): SshFailure => ({
    kind: "auth",
    detail: `no key to log in with: ${identityFile}: ${found}`,
  });
  try {
    const text = await readFile(identityFile, "utf8");
    const key = ssh2.utils.parseKey(text);
    if (key instanceof Error) return refuse(key.message);
    return key.isPrivateKey() ? text : refuse("it is a public key");
  } catch (error) {
    return refuse(systemReason(error));
  }
}

async function readKnownKeys({ userKnownHostsFile, knownAs }: HostSettings): Promise<KnownKeys> {
  // As with OpenSSH, no file is a file that knows nobody.
  const text = await readFile(userKnownHostsFile, "utf8").catch(() => "");
  return knownKeys(text, knownAs);
}

interface LoginSettings extends Ssh2ConnectionSettings {
  readonly privateKey: string;
  readonly known: KnownKeys;
}

interface FailedLogin {
  readonly kind: "failed";
  readonly error: Ssh2Error | undefined;
  /** Whether the server closed before it said its version, as a busy bastion does at random. */
  readonly isTurnedAway: boolean;
}

async function login(
  settings: LoginSettings,
): Promise<Ssh2Connection | Extract<SshFailure, { kind: "hostkey" }> | FailedLogin> {
  const { host, signal, known, privateKey } = settings;
  const client = new ssh2.Client();
  const watched = watch(client);
  let refusal: Extract<SshFailure, { kind: "hostkey" }> | undefined;
  client.connect({
    host: host.hostName,
    port: host.port,
    username: host.user,
    privateKey,
    authHandler: ["publickey"],
    algorithms: { serverHostKey: hostKeyAlgorithms(known) },
    hostVerifier: strictVerifier((key) => {
      refusal = refusalOf(key, known, host);
      return refusal === undefined;
    }),
    readyTimeout: loginTimeoutMs,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: keepalivesMissed,
  });
  const giveUp = () => client.destroy();
  signal.addEventListener("abort", giveUp);
  if (signal.aborted) giveUp();
  const isReady = await watched.settled;
  signal.removeEventListener("abort", giveUp);
  if (isReady) return connected(client, watched);
  client.destroy();
  await watched.closed;
  if (refusal !== undefined) return refusal;
  const [error] = watched.errors;
  const isTurnedAway = !signal.aborted && error?.level !== "client-timeout" && watched.isUnheard();
  return { kind: "failed", error, isTurnedAway };
}

/** Undefined for a key that is known. */
function refusalOf(
  shown: Buffer,
  known: KnownKeys,
  { knownAs, userKnownHostsFile }: HostSettings,
): Extract<SshFailure, { kind: "hostkey" }> | undefined {
  const verdict = judgeHostKey(known, shown);
  if (verdict === "trusted") return undefined;
  const fingerprint = createHash("sha256").update(shown).digest("base64").replace(/=+$/, "");
  const says = {
    unknown: `has no key of ${knownAs}`,
    changed: `has another key of ${knownAs}`,
    revoked: "says that it is revoked",
  }[verdict];
  const detail = `it shows SHA256:${fingerprint}, and ${userKnownHostsFile} ${says}`;
  return { kind: "hostkey", reason: verdict === "unknown" ? "unknown" : "changed", detail };
}

/** What becomes of a client; its errors are all taken, as one that is not would end the process. */
interface Watched {
  readonly errors: readonly Ssh2Error[];
  /** True when logged in, false when that will not come. */
  readonly settled: Promise<boolean>;
  readonly closed: Promise<void>;
  isAlive(): boolean;
  /** Whether the connection was lost before the server said its version. */
  isUnheard(): boolean;
}

function watch(client: Client): Watched {
  const errors: Ssh2Error[] = [];
  let alive = true;
  const settled = Promise.withResolvers<boolean>();
  const closed = Promise.withResolvers<void>();
  client.on("error", (error) => {
    errors.push(error);
    settled.resolve(false);
  });
  client.once("ready", () => settled.resolve(true));
  client.once("close", () => {
    alive = false;
    settled.resolve(false);
    closed.resolve();
  });
  return {
    errors,
    settled: settled.promise,
    closed: closed.promise,
    isAlive: () => alive,
    isUnheard: () => errors.some(({ message }) => message === "Connection lost before handshake"),
  };
}

function connected(client: Client, { isAlive, errors, closed }: Watched): Ssh2Connection {
  // With Nagle's algorithm each small answer would wait 40 ms for the next one.
  client.setNoDelay(true);
  return {
    kind: "connected",
    client,
    isAlive,
    lastWords: () => (isAlive() ? "" : ssh2Words(errors.at(-1))),
    async close() {
      client.end();
      client.destroy();
      await closed;
    },
  };
}
