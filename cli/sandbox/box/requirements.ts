import { constants } from "node:fs";
import { access, readFile, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { KaskctlError } from "../../base/errors.ts";
import type { World } from "../../base/world.ts";
import { isOnPath } from "../on-path.ts";
import { puppetPort } from "./puppet-server.ts";
import { registryPort } from "./registry-server.ts";

/** One thing that the box needs of this machine. */
export interface Requirement {
  /** Completes "the box needs …". */
  readonly need: string;
  readonly isMet: boolean;
  /** What was found. */
  readonly found: string;
  /** The Debian package that brings it, where one does. */
  readonly package?: string;
  /** What to try where it is not met and no package brings it, as a sentence. */
  readonly remedy?: string;
}

/** What a machine has, of all that the box needs. */
export interface Requirements {
  readonly all: readonly Requirement[];
  readonly missing: readonly Requirement[];
  /** The one line that installs what can be installed; absent where nothing of that is missing. */
  readonly install?: string;
}

/** A program of a package, or a path of it where it brings none. */
const programs: readonly (readonly [name: string, debianPackage: string])[] = [
  ["dockerd", "docker.io"],
  ["docker", "docker.io"],
  ["containerd", "docker.io"],
  ["mmdebstrap", "mmdebstrap"],
  ["/usr/share/puppetserver/puppetserver.jar", "puppetserver"],
  ["/usr/share/puppet/modules/stdlib", "puppet-module-puppetlabs-stdlib"],
  ["java", "openjdk-17-jre-headless"],
  ["docker-registry", "docker-registry"],
  ["ssh", "openssh-client"],
  ["ip", "iproute2"],
];

const neededMemoryBytes = 2e9;
const neededDiskBytes = 5e9;

/**
 * Looks at this machine for a box in `dir`.
 * @param dir absolute; need not be there yet
 */
export async function boxRequirements(dir: string, world: World): Promise<Requirements> {
  const all = [
    root(),
    await debian(),
    ...(await Promise.all(programs.map((each) => program(each, world)))),
    await memory(),
    await disk(dir),
    ...(await ports()),
  ];
  const missing = all.filter(({ isMet }) => !isMet);
  const packages = [...new Set(missing.flatMap((each) => each.package ?? []))];
  const install = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  return { all, missing, ...(packages.length > 0 ? { install } : {}) };
}

/**
 * Refuses a machine on which a box cannot be.
 * @throws {KaskctlError} box-not-possible, with all that is missing
 */
export async function expectBoxPossible(dir: string, world: World): Promise<void> {
  const { missing, install } = await boxRequirements(dir, world);
  if (missing.length === 0) return;
  const found = missing.map(({ need, found: what }) => `${need} (${what})`).join(", ");
  const remedies = missing.flatMap(({ remedy }) => remedy ?? []);
  throw new KaskctlError(
    "box-not-possible",
    `Cannot raise a box in ${dir}. Missing on this machine: ${found}.`,
    { hint: [...remedies, ...(install ? [`As root: ${install}`] : [])].join(" ") },
  );
}

function root(): Requirement {
  const uid = process.getuid?.();
  const remedy = "Be root: a box makes bridges, mounts and cgroups.";
  return { need: "root", isMet: uid === 0, found: `user id ${uid}`, remedy };
}

async function debian(): Promise<Requirement> {
  const version = await readFile("/etc/debian_version", "utf8").catch(() => undefined);
  return {
    need: "Debian",
    isMet: version !== undefined,
    found: version?.trim() ?? "no /etc/debian_version",
    remedy: "The engine `embedded` runs anywhere.",
  };
}

async function program(
  [name, debianPackage]: readonly [string, string],
  world: World,
): Promise<Requirement> {
  const isMet = name.startsWith("/") ? await isReadable(name) : await isOnPath(name, world);
  const found = isMet ? "found" : "not found";
  return { need: name, isMet, found, package: debianPackage };
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function memory(): Promise<Requirement> {
  const table = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kibibytes = Number(/^MemAvailable:\s+(\d+)/m.exec(table)?.[1] ?? 0);
  const remedy = "End programs that use much memory.";
  return { ...enough("memory", kibibytes * 1024, neededMemoryBytes), remedy };
}

async function disk(dir: string): Promise<Requirement> {
  const remedy = "Name a folder on a larger disk with --dir.";
  return { ...enough(`disk at ${dir}`, await freeBytes(dir), neededDiskBytes), remedy };
}

/** Of the nearest folder that is there. */
async function freeBytes(dir: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  } catch (error) {
    if (dirname(dir) === dir) throw error;
    return freeBytes(dirname(dir));
  }
}

function enough(what: string, bytes: number, neededBytes: number) {
  const found = `${(bytes / 1e9).toFixed(1)} GB free`;
  return { need: `${neededBytes / 1e9} GB of ${what}`, isMet: bytes >= neededBytes, found };
}

/** On its own addresses the box is alone, but for what listens on every address. */
async function ports(): Promise<readonly Requirement[]> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) =>
    readFile(path, "utf8").catch(() => ""),
  );
  const taken = (await Promise.all(tables)).flatMap(portsOnEveryAddress);
  return [registryPort, puppetPort].map((port) => {
    const isMet = !taken.includes(port);
    const found = isMet ? "free" : "something listens on it on every address";
    const remedy = `Stop what \`ss -ltnp sport = :${port}\` names.`;
    return { need: `port ${port}`, isMet, found, remedy };
  });
}

const listening = "0A";

/** The ports on which something listens on every address, in the kernel's table of sockets. */
export function portsOnEveryAddress(table: string): readonly number[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[3] === listening && /^0+:/.test(cells[1] ?? ""))
    .map((cells) => Number.parseInt(cells[1]?.split(":")[1] ?? "", 16));
}
