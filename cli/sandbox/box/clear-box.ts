import { existsSync } from "node:fs";
import { readdir, readFile, realpath, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError } from "../../base/errors.ts";
import type { World } from "../../base/world.ts";
import { killProcesses, killUntilGone } from "../processes.ts";
import { containerdPaths } from "./docker-engine.ts";
import { removeUnfinishedTars } from "./kept-tar.ts";
import type { BoxPlace } from "./place.ts";
import { runProgram } from "./program.ts";

/**
 * Ends all that a box has outside its folder: processes, mounts, links, cgroups, sockets. It asks
 * nothing of the box, so it works as well on one that half came up, or whose programs were killed.
 */
export async function clearBox(place: BoxPlace, { signal: _, ...rest }: World): Promise<void> {
  // What interrupted `up` must not stop this.
  const world = { ...rest, signal: new AbortController().signal };
  // Docker first: it would start instances again.
  await killProcesses(place.id, world.clock);
  await killUntilGone(() => processesOfInstances(place), world.clock);
  const sockets = await shimSockets(place);
  await unmountBelow([place.folder, place.runtimeFolder], place, world);
  await removeLinks(place, world);
  await removeCgroups(place, world);
  for (const path of sockets) await rm(path, { force: true });
  await removeUnfinishedTars(place);
}

/** The sockets of containerd's shims, which lie in /run whatever its folders are. */
async function shimSockets(place: BoxPlace): Promise<readonly string[]> {
  const tasks = join(containerdPaths(place).state, "io.containerd.runtime.v2.task", "moby");
  const containers = await readdir(tasks).catch((): string[] => []);
  const addresses = containers.map((name) =>
    readFile(join(tasks, name, "address"), "utf8").catch(() => ""),
  );
  const paths = (await Promise.all(addresses)).map((address) => address.replace("unix://", ""));
  return paths.filter((path) => path.startsWith("/run/containerd/s/"));
}

const cgroupMount = "/sys/fs/cgroup";
const pauseMs = 20;

/** The box's own folder in each hierarchy; a machine with the unified one alone has no more folders. */
async function cgroupFolders({ cgroup }: BoxPlace): Promise<readonly string[]> {
  const hierarchies = await readdir(cgroupMount).catch((): string[] => []);
  return ["", ...hierarchies]
    .map((hierarchy) => join(cgroupMount, hierarchy, cgroup))
    .filter((folder) => existsSync(folder));
}

/** The processes of a box's instances, and of the containers in them. */
export async function processesOfInstances(place: BoxPlace): Promise<readonly number[]> {
  const folders = (await Promise.all((await cgroupFolders(place)).map(withFoldersBelow))).flat();
  const lists = folders.map((folder) =>
    // A folder that went meanwhile has no processes.
    readFile(join(folder, "cgroup.procs"), "utf8").catch(() => ""),
  );
  const lines = (await Promise.all(lists)).flatMap((list) => list.split("\n"));
  return [...new Set(lines.filter((line) => line !== "").map(Number))];
}

/** A folder and all below it, the deepest last. */
async function withFoldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => withFoldersBelow(join(folder, name)));
  return [folder, ...(await Promise.all(below)).flat()];
}

/** The kernel lets go of a cgroup a moment after its last process ended. */
async function removeCgroups(place: BoxPlace, { clock }: World): Promise<void> {
  const deadline = clock.now() + 10_000;
  for (const top of await cgroupFolders(place)) {
    while (existsSync(top)) {
      for (const folder of [...(await withFoldersBelow(top))].reverse()) {
        await rmdir(folder).catch(() => undefined);
      }
      if (clock.now() > deadline) throw inUse(top);
      await clock.sleep(pauseMs);
    }
  }
}

function inUse(cgroup: string): KaskctlError {
  const message = `Cannot end the sandbox: the kernel does not remove ${cgroup}, since it is in use.`;
  return new KaskctlError("sandbox-failed", message, {
    hint: "Look at what runs in it (cgroup.procs there), and try again.",
  });
}

/** Removing the box's folder must not reach into what is mounted there. */
async function unmountBelow(
  folders: readonly string[],
  place: BoxPlace,
  world: World,
): Promise<void> {
  const points = await mountsBelow(folders);
  for (const point of points) {
    const purpose = `unmount ${point}`;
    await runProgram(purpose, ["umount", point], place, world).catch(() =>
      runProgram(purpose, ["umount", "--lazy", point], place, world),
    );
  }
}

/** Where something is mounted below one of the folders; what was mounted last comes first. */
async function mountsBelow(folders: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(folders.map((each) => realpath(each).catch(() => each)));
  const table = await readFile("/proc/self/mountinfo", "utf8");
  const points = table.split("\n").map((line) => withoutEscapes(line.split(" ")[4] ?? ""));
  return points.filter((point) => real.some((each) => point.startsWith(`${each}/`))).reverse();
}

/** The kernel writes what would part words as `\040`. */
function withoutEscapes(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Also the machine's ends of the instances' cables, which else go a moment after their other ends. */
async function removeLinks(place: BoxPlace, world: World): Promise<void> {
  const links = join("/sys/class/net", place.bridge);
  const cables = await readdir(join(links, "brif")).catch((): string[] => []);
  for (const link of [...cables, place.bridge]) {
    if (!existsSync(join("/sys/class/net", link))) continue;
    const words = ["ip", "link", "delete", link] as const;
    await runProgram(`remove the link ${link}`, words, place, world).catch((error: unknown) => {
      if (existsSync(join("/sys/class/net", link))) throw error;
    });
  }
}
