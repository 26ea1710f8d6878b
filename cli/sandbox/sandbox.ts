/**
 * Sandbox: a beta cluster in a folder of this machine.
 *
 * Takes  a folder, names of instances, and the programs to make them of.
 * Gives  Keystone, ENC, registry and instances with SSH that outlive the command; the files to reach them.
 * Never  listens beyond loopback and a box's own network, touches a folder that is not its own, or leaves a process behind.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { type ClaimedNetwork, claimNetwork, takenRanges } from "./box/address-range.ts";
import { unitsOfInstance } from "./box/box-status.ts";
import { clearBox } from "./box/clear-box.ts";
import { boxPlace } from "./box/place.ts";
import { expectBoxPossible } from "./box/requirements.ts";
import { askDaemon } from "./control.ts";
import { isOnPath } from "./on-path.ts";
import { endProcesses, findProcesses } from "./processes.ts";
import { startDaemon } from "./start-daemon.ts";
import {
  type BoxRequest,
  claimFolder,
  controlSocket,
  type RunningInstance,
  readState,
  removeSandboxFiles,
  type SandboxPrograms,
  type SandboxState,
  sandboxPaths,
} from "./state.ts";

/** What to raise, and where. */
export interface SandboxOptions {
  readonly dir: string;
  /** Short names, as in `deployment-sessionstore02`; at least one. */
  readonly hosts: readonly string[];
  /** Id and name of the project alike; `deployment-prep` unless given. */
  readonly project?: string;
  /** `eqiad1.wikimedia.cloud` unless given. */
  readonly domain?: string;
  readonly programs: SandboxPrograms;
  /** Seconds between restarts of a failed unit, instead of the unit's own `RestartSec`. */
  readonly restartSec?: number;
  /** Makes it a box; it chooses its network itself. */
  readonly box?: Omit<BoxRequest, "network">;
  readonly world: World;
}

/** A unit on an instance, in systemd's words. */
export interface SandboxUnit {
  readonly unit: string;
  readonly activeState: string;
  readonly subState: string;
  readonly restarts: number;
}

/** A sandbox as it is now. */
export interface SandboxDescription {
  readonly dir: string;
  readonly engine: "embedded" | "box";
  /** `dead`: its files are there, its daemon is not; only `sandboxDown` helps. */
  readonly state: "starting" | "running" | "dead";
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly siteFile: string;
  readonly cloudsFile: string;
  readonly sshConfig: string;
  /** How kaskctl reaches the instances; `ssh2` where `up` found no `ssh`. */
  readonly transport: "openssh" | "ssh2";
  readonly keystoneUrl: string;
  readonly encUrl: string;
  readonly registryUrl: string;
  readonly instances: readonly (RunningInstance & { readonly units: readonly SandboxUnit[] })[];
}

/** What is left of a sandbox that was taken down. */
export interface SandboxRemains {
  readonly dir: string;
  /** Files in the folder that the sandbox did not write; without them the folder is gone too. */
  readonly kept: readonly string[];
}

/**
 * Raises a sandbox, and returns once everything in it answers. What was begun is undone where that
 * fails or is interrupted.
 * @throws {KaskctlError} sandbox-exists, sandbox-failed, box-not-possible, file-unwritable, interrupted
 */
export async function sandboxUp(options: SandboxOptions): Promise<SandboxDescription> {
  const { world, box } = options;
  const dir = resolve(world.cwd, options.dir);
  refusePlatform();
  const id = randomBytes(12).toString("hex");
  if (box === undefined) return raise({ ...options, dir }, id);
  await expectBoxPossible({ ...box, dir, hosts: options.hosts }, world);
  const claim = await claimNetwork(id, () => takenRanges(world));
  try {
    return await raise({ ...options, dir }, id, { box, claim });
  } finally {
    claim.release();
  }
}

/** A box, and the network that is kept for it. */
interface ClaimedBox {
  readonly box: Omit<BoxRequest, "network">;
  readonly claim: ClaimedNetwork;
}

async function raise(
  { dir, hosts, project, domain, programs, restartSec, world }: Omit<SandboxOptions, "box">,
  id: string,
  boxed?: ClaimedBox,
): Promise<SandboxDescription> {
  const state: SandboxState = {
    kind: "kaskctl-sandbox",
    id,
    runtimeFolder: await mkdtemp(join(tmpdir(), "kaskctl-")),
    request: {
      hosts,
      project: project ?? "deployment-prep",
      domain: domain ?? "eqiad1.wikimedia.cloud",
      programs,
      transport: (await isOnPath("ssh", world)) ? "openssh" : "ssh2",
      ...(restartSec === undefined ? {} : { restartSec }),
      ...(boxed && { box: { ...boxed.box, network: boxed.claim.network } }),
    },
  };
  try {
    await claimFolder(dir, state);
  } catch (error) {
    await rmdir(state.runtimeFolder);
    throw error;
  }
  try {
    await startDaemon(dir, state, world, boxed?.claim.descriptor);
    return await sandboxStatus(dir, world);
  } catch (error) {
    await takeDown(dir, state, world).catch((cause: unknown) => {
      throw stillThere(dir, error, cause);
    });
    throw error;
  }
}

/** Why it did not come up matters more than why it did not go. */
function stillThere(dir: string, failure: unknown, cause: unknown): KaskctlError {
  const [first, then] = [failure, cause].map((error) => (error as Error).message);
  const message = `${first} It could not be taken down either: ${then}`;
  const hint = `Try: kaskctl sandbox down --dir ${dir}`;
  const code = failure instanceof KaskctlError ? failure.code : "sandbox-failed";
  return new KaskctlError(code, message, { hint, cause });
}

function refusePlatform(): void {
  if (process.platform !== "win32") return;
  throw new KaskctlError("sandbox-failed", "Cannot raise a sandbox: Windows has no /bin/sh.", {
    hint: "Use WSL.",
  });
}

/**
 * What the sandbox in `dir` is doing.
 * @throws {KaskctlError} sandbox-missing, file-unreadable
 */
export async function sandboxStatus(dir: string, world: World): Promise<SandboxDescription> {
  const state = await readState(dir);
  const { running } = state;
  const processes = await findProcesses(state.id);
  const isRunning = running !== undefined && processes.includes(running.pid);
  const isStarting = running === undefined && processes.length > 0;
  const paths = sandboxPaths(dir);
  const instances = (running?.instances ?? []).map(async (instance) => ({
    ...instance,
    units: isRunning ? await unitsOf(dir, state, instance.name, world) : [],
  }));
  return {
    dir,
    engine: state.request.box ? "box" : "embedded",
    state: isRunning ? "running" : isStarting ? "starting" : "dead",
    startedAt: running?.startedAt ?? "",
    siteFile: paths.site,
    cloudsFile: paths.clouds,
    sshConfig: paths.sshConfig,
    transport: state.request.transport,
    keystoneUrl: running?.keystoneUrl ?? "",
    encUrl: running?.encUrl ?? "",
    registryUrl: running?.registryUrl ?? "",
    instances: await Promise.all(instances),
  };
}

async function unitsOf(
  dir: string,
  state: SandboxState,
  instance: string,
  world: World,
): Promise<readonly SandboxUnit[]> {
  const place = boxPlace(dir, state);
  const answer = place
    ? await unitsOfInstance(instance, place, world)
    : await askDaemon(controlSocket(state), { ask: "units", instance });
  return (answer as readonly Readonly<Record<string, string>>[]).map((properties) => ({
    unit: properties["Id"] ?? "",
    activeState: properties["ActiveState"] ?? "",
    subState: properties["SubState"] ?? "",
    restarts: Number(properties["NRestarts"] ?? 0),
  }));
}

/**
 * Ends everything that runs in the sandbox in `dir`, also where its daemon was killed, and removes
 * its files.
 * @throws {KaskctlError} sandbox-missing, file-unreadable
 */
export async function sandboxDown(dir: string, world: World): Promise<SandboxRemains> {
  const folder = resolve(world.cwd, dir);
  return takeDown(folder, await readState(folder), world);
}

async function takeDown(dir: string, state: SandboxState, world: World): Promise<SandboxRemains> {
  const place = boxPlace(dir, state);
  if (place) await clearBox(place, world);
  else await endProcesses(state.id, world.clock);
  await removeSandboxFiles(dir, state);
  const kept = await readdir(dir);
  if (kept.length === 0) await rmdir(dir);
  return { dir, kept };
}
