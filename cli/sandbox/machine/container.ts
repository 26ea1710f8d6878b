import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { load } from "js-yaml";
import type { DockerRun } from "../../runner/docker-run-words.ts";
import { marker, type SandboxPrograms } from "../state.ts";
import type { Image } from "./images.ts";
import { takeLoopbackPort } from "./loopback-port.ts";

/** What all containers of an instance share. */
export interface ContainerHost {
  /** Id of the sandbox, for the marker. */
  readonly sandboxId: string;
  /** The folder that plays the instance's `/`. */
  readonly root: string;
  readonly programs: SandboxPrograms;
}

/** A container, which here is a Kask of ours on a loopback port of its own. */
export interface Container {
  readonly id: string;
  readonly run: DockerRun;
  readonly image: Image;
  readonly pid: number;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** `NAME=value` of its env-file. */
  readonly environment: readonly string[];
  /** Where the process listens on 127.0.0.1. */
  readonly realPort: number;
  /** What its configuration says, which is where it would listen on a real instance. */
  readonly listens: { readonly address: string; readonly port: number };
  readonly process: ChildProcess;
  /** The exit code that `docker run` would have. */
  readonly exited: Promise<number>;
}

/** A `docker run` that could not make its container. */
export class DockerRunError extends Error {}

/**
 * Starts a container; its lines of output go to `onLine`.
 * @throws {DockerRunError} with Docker's words, where Docker would exit with 125
 */
export async function startContainer(
  host: ContainerHost,
  run: DockerRun,
  image: Image,
  onLine: (containerId: string, stream: "stdout" | "stderr", line: string) => void,
): Promise<Container> {
  const environment = readEnvironment(host, run);
  const id = randomBytes(32).toString("hex");
  const words = [...image.entrypoint.slice(1), ...run.command].map((word) =>
    realPath(host, run, word),
  );
  const dataFolder = join(host.root, "var/lib/kask", run.name?.replace(/\.service$/, "") ?? id);
  mkdirSync(dataFolder, { recursive: true });
  const { port: realPort, release } = await takeLoopbackPort();
  const ours = ["--store", "embedded", "--data", dataFolder, "--listen", `127.0.0.1:${realPort}`];
  const child = spawn(host.programs.node, [host.programs.kask, ...ours, ...words], {
    cwd: dataFolder,
    env: { ...Object.fromEntries(environment.map(splitPair)), [marker]: host.sandboxId },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of ["stdout", "stderr"] as const) {
    createInterface({ input: child[stream] }).on("line", (line) => onLine(id, stream, line));
  }
  const exited = exitCodeOf(child);
  void exited.then(release);
  return {
    id,
    run,
    image,
    pid: child.pid ?? 0,
    startedAt: new Date().toISOString(),
    environment,
    realPort,
    listens: listensOf(words),
    process: child,
    exited,
  };
}

/** The loopback port behind a port of the instance: a number, or why there is none. */
export function portBehind(
  { run, listens, realPort }: Container,
  hostPort: number,
): number | "refused" | "nothing-inside" {
  if (run.hostNetwork) return listens.port === hostPort ? realPort : "refused";
  const published = run.published.find((each) => each.hostPort === hostPort);
  if (published === undefined) return "refused";
  // Docker's proxy takes the connection before it finds out that nobody listens inside.
  const isReachable = !isLoopback(listens.address) && listens.port === published.containerPort;
  return isReachable ? realPort : "nothing-inside";
}

function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || address.startsWith("127.");
}

function readEnvironment(host: ContainerHost, run: DockerRun): readonly string[] {
  if (run.envFile === undefined) return [];
  const path = join(host.root, run.envFile);
  if (!existsSync(path)) {
    throw new DockerRunError(`open ${run.envFile}: no such file or directory.`);
  }
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

function splitPair(line: string): readonly [string, string] {
  const index = line.indexOf("=");
  return index < 0 ? [line, ""] : [line.slice(0, index), line.slice(index + 1)];
}

/** Where a path of the container's lies here: under a mount, or in a place where nothing is. */
function realPath(host: ContainerHost, run: DockerRun, word: string): string {
  if (!word.startsWith("/")) return word;
  const volumes = run.volumes.map(({ source, target }) => ({
    source: source.startsWith("/") ? source : join("/var/lib/docker/volumes", source, "_data"),
    target: target.replace(/(?<=.)\/+$/, ""),
  }));
  const mount = volumes.find(({ target }) => word === target || word.startsWith(`${target}/`));
  if (mount === undefined) return join(host.root, "var/lib/docker/overlay2/empty", word);
  return join(host.root, mount.source, word.slice(mount.target.length));
}

const unconfigured = { address: "localhost", port: 8080 };

/**
 * Where a Kask of these words listens. Unreadable configurations are the Kask's own to complain of.
 * @see mediawiki-services-kask/config.go, NewConfig
 */
function listensOf(words: readonly string[]): Container["listens"] {
  const end = words.findIndex(
    (word, index) => !word.startsWith("-") && !isConfigFlag(words[index - 1]),
  );
  const flags = end < 0 ? words : words.slice(0, end);
  const file = flags[flags.findLastIndex((word) => isConfigFlag(word)) + 1];
  if (file === undefined || !existsSync(file)) return unconfigured;
  try {
    const config = load(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>> | null;
    return {
      address: String(config?.["listen_address"] ?? unconfigured.address),
      port: Number(config?.["listen_port"] ?? unconfigured.port),
    };
  } catch {
    return unconfigured;
  }
}

function isConfigFlag(word: string | undefined): boolean {
  return word === "--config" || word === "-config";
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
  });
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === "SIGKILL" ? 9 : 15;
}
