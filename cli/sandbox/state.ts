import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError, type KaskctlErrorOptions } from "../base/errors.ts";
import { makeFolder, systemReason, writeFileAtomically } from "../base/files.ts";

/** The programs of which the sandbox is made, as absolute paths. */
export interface SandboxPrograms {
  /** A Node that runs the other two. */
  readonly node: string;
  readonly kaskctl: string;
  readonly kask: string;
}

/** What Kask's images are made of. */
export interface KaskSources {
  /** A built checkout of this project. */
  readonly checkout: string;
  /** Of the checkout; the tag of its image. */
  readonly version: string;
  /** Wikimedia's own Kask, as a program, where there is one. */
  readonly reference?: string;
}

/** What a box has of this machine beside its folder. */
export interface BoxRequest {
  /** The first three numbers of its /24, as in `198.18.7`. */
  readonly network: string;
  /** The Puppet code; its `bin` is on the PATH of each instance. */
  readonly puppetFolder: string;
  /** Keeps what can be made again from one box to the next. */
  readonly cacheFolder: string;
  /** The jars of Cassandra, for instances, where they are known. */
  readonly cassandraJars?: string;
  /** Without it the box's registry stays empty. */
  readonly kask?: KaskSources;
}

/** What `up` asks of the daemon. */
export interface SandboxRequest {
  /** Short names, as in `deployment-sessionstore02`. */
  readonly hosts: readonly string[];
  /** Id and name of the project alike. */
  readonly project: string;
  readonly domain: string;
  readonly programs: SandboxPrograms;
  /** Instead of each unit's own `RestartSec`. */
  readonly restartSec?: number;
  /** How kaskctl is to reach the instances: `ssh2` where this machine has no `ssh`. */
  readonly transport: "openssh" | "ssh2";
  /** What the engine `box` is to make; absent for `embedded`. */
  readonly box?: BoxRequest;
}

/** One instance, and where its SSH server listens. */
export interface RunningInstance {
  readonly name: string;
  readonly fqdn: string;
  /** `127.0.0.1` in the embedded engine, one of its own in a box. */
  readonly address: string;
  readonly sshPort: number;
}

/** What the daemon says of itself once everything answers. */
export interface RunningSandbox {
  readonly pid: number;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly keystoneUrl: string;
  readonly encUrl: string;
  readonly registryUrl: string;
  readonly instances: readonly RunningInstance[];
}

/** The file that makes a folder a sandbox. */
export interface SandboxState {
  readonly kind: "kaskctl-sandbox";
  /** Value of {@link marker} in the environment of every process of this sandbox. */
  readonly id: string;
  /** A short folder for Unix sockets, whose paths may have no more than some 100 bytes. */
  readonly runtimeFolder: string;
  readonly request: SandboxRequest;
  /** Absent until everything answered once. */
  readonly running?: RunningSandbox;
}

/** The environment variable by which the processes of a sandbox are known. */
export const marker = "KASKCTL_SANDBOX";

/** Where things lie in a sandbox's folder. */
export function sandboxPaths(dir: string) {
  return {
    state: join(dir, "sandbox.json"),
    site: join(dir, "kaskctl.yaml"),
    clouds: join(dir, "clouds.yaml"),
    enc: join(dir, "enc.json"),
    privateHiera: join(dir, "private.yaml"),
    sshConfig: join(dir, "ssh_config"),
    knownHosts: join(dir, "known_hosts"),
    identity: join(dir, "id_ed25519"),
    log: join(dir, "daemon.log"),
    instances: join(dir, "instances"),
    box: join(dir, "box"),
  } as const;
}

/** The socket on which the daemon takes requests. */
export function controlSocket(state: Pick<SandboxState, "runtimeFolder">): string {
  return join(state.runtimeFolder, "control.sock");
}

/**
 * The state of the sandbox in `dir`.
 * @throws {KaskctlError} sandbox-missing where the folder is none, file-unreadable
 */
export async function readState(dir: string): Promise<SandboxState> {
  const missing = (found: string, options: KaskctlErrorOptions = {}): KaskctlError =>
    new KaskctlError("sandbox-missing", `Cannot use the sandbox in ${dir}: ${found}.`, {
      hint: "Raise one with `kaskctl sandbox up`, or name its folder with --dir.",
      ...options,
    });
  let text: string;
  try {
    text = await readFile(sandboxPaths(dir).state, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw missing("there is none", { cause });
    throw new KaskctlError(
      "file-unreadable",
      `Cannot read ${sandboxPaths(dir).state}: ${systemReason(cause)}.`,
      { cause, hint: "Be the one who raised the sandbox, or name another folder with --dir." },
    );
  }
  const state = parseState(text);
  if (state === undefined) throw missing("its sandbox.json is not one that kaskctl wrote");
  return state;
}

function parseState(text: string): SandboxState | undefined {
  try {
    const state: SandboxState | null = JSON.parse(text);
    return state?.kind === "kaskctl-sandbox" && isOurs(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** `down` ends what carries the id and removes the folder, so neither may be just anything. */
function isOurs({ id, runtimeFolder }: SandboxState): boolean {
  return /^[0-9a-f]{24}$/.test(id) && /\/kaskctl-[A-Za-z0-9]{6}$/.test(runtimeFolder);
}

/**
 * Makes `dir` a sandbox; of two who try at once only one succeeds.
 * @throws {KaskctlError} sandbox-exists, file-unwritable
 */
export async function claimFolder(dir: string, state: SandboxState): Promise<void> {
  try {
    await makeFolder(dir, 0o700);
    await refuseForeignFiles(dir);
    await writeFile(sandboxPaths(dir).state, JSON.stringify(state, undefined, 2), {
      flag: "wx",
      mode: 0o600,
    });
  } catch (cause) {
    if (cause instanceof KaskctlError) throw cause;
    if (existsSync(sandboxPaths(dir).state)) {
      throw new KaskctlError("sandbox-exists", `Cannot raise a sandbox in ${dir}: one is there.`, {
        cause,
        hint: "Use it, take it down with `kaskctl sandbox down`, or name another folder with --dir.",
      });
    }
    throw new KaskctlError(
      "file-unwritable",
      `Cannot raise a sandbox in ${dir}: ${systemReason(cause)}.`,
      { cause, hint: "Name a folder that you may write with --dir." },
    );
  }
}

/** What the sandbox would write must not be somebody's work: `down` removes it. */
async function refuseForeignFiles(dir: string): Promise<void> {
  const { state, ...others } = sandboxPaths(dir);
  if (existsSync(state)) return;
  const foreign = Object.values(others).find((path) => existsSync(path));
  if (foreign === undefined) return;
  throw new KaskctlError(
    "sandbox-exists",
    `Cannot raise a sandbox in ${dir}: it would overwrite ${foreign}, which no sandbox wrote.`,
    { hint: "Name an empty folder, or one that is not there yet, with --dir." },
  );
}

/** Replaces the state of the sandbox in `dir`. */
export async function writeState(dir: string, state: SandboxState): Promise<void> {
  await writeFileAtomically(sandboxPaths(dir).state, JSON.stringify(state, undefined, 2), 0o600);
}

/** Removes what a sandbox wrote, its state last; other files of the folder stay. */
export async function removeSandboxFiles(dir: string, state: SandboxState): Promise<void> {
  const { state: stateFile, ...others } = sandboxPaths(dir);
  await rm(state.runtimeFolder, { recursive: true, force: true });
  for (const path of Object.values(others)) {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
  await rm(stateFile, { force: true });
}
