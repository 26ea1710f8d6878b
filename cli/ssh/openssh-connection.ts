import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { execa } from "execa";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { LineReader } from "./lines.ts";
import { checkWords, masterWords, type OpensshSettings } from "./openssh-words.ts";
import { childOptions } from "./shell-program.ts";
import {
  isConfigurationMistake,
  isTurnedAway,
  type SshFailure,
  sshFailure,
  tellingLine,
} from "./ssh-failure.ts";

/** A connection that sessions and tunnels of one host share. */
export interface Connection {
  readonly kind: "connected";
  readonly fqdn: string;
  /** OpenSSH's control socket. */
  readonly socket: string;
  isAlive(): boolean;
  /** Asks whether it lives; its end is noticed a little later than that of its sessions. */
  check(): Promise<boolean>;
  /** What `ssh` said on its way out; empty while it lives. */
  lastWords(): string;
  close(): Promise<void>;
}

/** What a connection is made with. */
export interface ConnectionSettings extends OpensshSettings {
  readonly world: World;
  readonly socket: string;
  /** Gives up a login when aborted. */
  readonly signal: AbortSignal;
}

// OpenSSH's ConnectTimeout ends before authentication does.
const loginTimeoutMs = 30_000;

/**
 * Connects to a host and logs in. The connection ends with this process, however that ends, since
 * its `cat` over there reads a pipe of ours.
 * @throws {KaskctlError} ssh-missing, ssh-config-invalid
 */
export async function connect(
  fqdn: string,
  settings: ConnectionSettings,
): Promise<Connection | SshFailure> {
  const first = await login(fqdn, settings);
  if (first.kind === "connected" || !isTurnedAway(first.stderr)) return judged(first, settings);
  await settings.world.clock.sleep(500 + Math.random() * 1000);
  return judged(await login(fqdn, settings), settings);
}

interface Refusal {
  readonly kind: "refused";
  readonly stderr: string;
}

function judged(
  result: Connection | Refusal,
  { configFile }: ConnectionSettings,
): Connection | SshFailure {
  if (result.kind === "connected") return result;
  if (isConfigurationMistake(result.stderr)) {
    const file = configFile ?? "your ssh_config";
    throw new KaskctlError(
      "ssh-config-invalid",
      `ssh refuses ${file}: ${tellingLine(result.stderr)}`,
      { hint: "Correct the file; `ssh -G HOST` shows how ssh reads it." },
    );
  }
  return sshFailure(result.stderr);
}

async function login(fqdn: string, settings: ConnectionSettings): Promise<Connection | Refusal> {
  const { socket, world } = settings;
  const mark = randomBytes(12).toString("hex");
  const line = `echo ${mark}; exec cat >/dev/null`;
  const child = execa("ssh", masterWords(settings, fqdn, { socket, line }), {
    ...childOptions(world.env),
    stdin: "pipe",
  });
  const lastWords = collectWords(child.stderr);
  let alive = true;
  const ended = child.then((result) => {
    alive = false;
    if (result.code === "ENOENT") throw sshMissing();
    return "ended" as const;
  });
  const stop = new AbortController();
  const late = world.clock.sleep(loginTimeoutMs, AbortSignal.any([stop.signal, settings.signal]));
  const first = await Promise.race([
    greeting(child.stdout, mark),
    ended,
    late.then(
      () => "login timed out" as const,
      () => "login given up" as const,
    ),
  ]).finally(() => stop.abort());
  if (first === "greeted") {
    const check = async () => {
      if (!(await answers(fqdn, settings))) await ended;
      return alive;
    };
    const close = async () => {
      child.kill("SIGTERM");
      await ended;
    };
    return { kind: "connected", fqdn, socket, isAlive: () => alive, check, lastWords, close };
  }
  child.kill("SIGKILL");
  const words = lastWords();
  return { kind: "refused", stderr: first === "ended" ? words : `${words}\n${first}` };
}

async function answers(fqdn: string, settings: ConnectionSettings): Promise<boolean> {
  const { socket, world } = settings;
  const words = checkWords(settings, fqdn, socket);
  const { exitCode } = await execa("ssh", words, { ...childOptions(world.env), stdin: "ignore" });
  return exitCode === 0;
}

function greeting(stdout: Readable, mark: string): Promise<"greeted"> {
  return new Promise((resolve) => {
    const reader = new LineReader((line) => line === mark && resolve("greeted"));
    stdout.on("data", (chunk: Uint8Array) => reader.push(chunk));
  });
}

/** The last lines of a stream; a connection that lives for hours must not fill the memory. */
function collectWords(stream: Readable): () => string {
  const lines: string[] = [];
  const reader = new LineReader((line) => {
    lines.push(line);
    if (lines.length > 100) lines.shift();
  });
  stream.on("data", (chunk: Uint8Array) => reader.push(chunk));
  return () => [...lines, reader.rest].join("\n").trim();
}

function sshMissing(): KaskctlError {
  return new KaskctlError("ssh-missing", "Cannot reach any host: there is no `ssh` on the PATH.", {
    hint: "Install OpenSSH's client (Debian: openssh-client).",
  });
}
