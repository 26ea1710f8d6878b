import { constants } from "node:fs";
import { access, readFile, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { KaskctlError } from "../../base/errors.ts";
import type { World } from "../../base/world.ts";
import { isOnPath } from "../on-path.ts";
import type { BoxRequest } from "../state.ts";
import { dockerClient } from "./docker.ts";
import { namePort } from "./name-server.ts";
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
  [dockerClient, "docker.io"],
  ["containerd", "docker.io"],
  ["mmdebstrap", "mmdebstrap"],
  ["/usr/share/puppetserver/puppetserver.jar", "puppetserver"],
  ["/usr/share/puppet/modules/stdlib", "puppet-module-puppetlabs-stdlib"],
  ["java", "openjdk-17-jre-headless"],
  ["docker-registry", "docker-registry"],
  ["ssh", "openssh-client"],
  ["ip", "iproute2"],
];

/** The box that a machine is to have. */
export interface WantedBox extends Pick<BoxRequest, "cacheFolder" | "cassandraJars"> {
  /** Absolute; need not be there yet. */
  readonly dir: string;
  /** Names of its instances. */
  readonly hosts: readonly string[];
}

/** Of bytes: the box with its first instance, each further one, and a Cassandra, which any of them may get. */
const neededMemory = { box: 2e9, instance: 0.2e9, cassandra: 1e9 } as const;
const neededDiskBytes = 5e9;
/** Two tars of Debian packages. */
const neededCacheBytes = 1.2e9;

const noCassandra =
  "none: `npm run cassandra` in a checkout fetches it, or KASKCTL_CASSANDRA_JARS names its jars";

/** Looks at this machine for a box. */
export async function boxRequirements(box: WantedBox, world: World): Promise<Requirements> {
  const all = [
    root(),
    await debian(),
    ...(await Promise.all(programs.map((each) => program(each, world)))),
    await memory(box),
    await disk(box.dir, neededDiskBytes, "Name a folder on a larger disk with --dir."),
    await disk(box.cacheFolder, neededCacheBytes, "Name a larger disk with XDG_CACHE_HOME."),
    ...(await ports()),
    cassandra(box),
  ];
  const missing = all.filter(({ isMet }) => !isMet);
  const packages = [...new Set(missing.flatMap((each) => each.package ?? []))];
  return { all, missing, ...(packages.length > 0 ? { install: installLine(packages) } : {}) };
}

/**
 * The line for root's shell that installs packages, and starts none of the services that they bring: Debian
 * asks `policy-rc.d` before it does, for which 101 means no.
 */
export function installLine(packages: readonly string[]): string {
  const steps = [
    "p=/usr/sbin/policy-rc.d",
    String.raw`[ -e $p ] || { trap "rm -f $p" 0 1 2 15; printf "#!/bin/sh\nexit 101\n" >$p; chmod 755 $p; }`,
    `apt-get install -y --no-install-recommends ${packages.join(" ")}`,
  ];
  return `sh -c '${steps.join("; ")}'`;
}

/**
 * Refuses a machine on which a box cannot be.
 * @throws {KaskctlError} box-not-possible, with all that is missing
 */
export async function expectBoxPossible(box: WantedBox, world: World): Promise<void> {
  const { missing, install } = await boxRequirements(box, world);
  if (missing.length === 0) {
    if (!box.cassandraJars)
      world.progress(`Its instances get no Cassandra. Here is ${noCassandra}.`);
    return;
  }
  const found = missing.map(({ need, found: what }) => `${need} (${what})`).join(", ");
  const remedies = missing.flatMap(({ remedy }) => remedy ?? []);
  throw new KaskctlError(
    "box-not-possible",
    `Cannot raise a box in ${box.dir}. Missing on this machine: ${found}.`,
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

/** A box can be without, but for roles that want one. */
function cassandra({ cassandraJars }: WantedBox): Requirement {
  return { need: "Cassandra, if at all", isMet: true, found: cassandraJars ?? noCassandra };
}

async function memory({ hosts, cassandraJars }: WantedBox): Promise<Requirement> {
  const table = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kibibytes = Number(/^MemAvailable:\s+(\d+)/m.exec(table)?.[1] ?? 0);
  const cassandras = cassandraJars === undefined ? 0 : hosts.length;
  const needed =
    neededMemory.box +
    neededMemory.instance * (hosts.length - 1) +
    neededMemory.cassandra * cassandras;
  const remedy = "End programs that use much memory, or raise fewer instances with --hosts.";
  return { ...enough("memory", kibibytes * 1024, needed), remedy };
}

async function disk(folder: string, neededBytes: number, remedy: string): Promise<Requirement> {
  return { ...enough(`disk at ${folder}`, await freeBytes(folder), neededBytes), remedy };
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
  const needed = Number((neededBytes / 1e9).toFixed(1));
  return { need: `${needed} GB of ${what}`, isMet: bytes >= neededBytes, found };
}

/** On its own addresses the box is alone, but for what listens on every address. */
async function ports(): Promise<readonly Requirement[]> {
  const [tcp, udp] = [await portsOnEveryAddress("tcp"), await portsOnEveryAddress("udp")];
  return [
    freePort(registryPort, { taken: tcp, question: "ss -ltnp" }),
    freePort(puppetPort, { taken: tcp, question: "ss -ltnp" }),
    freePort(namePort, { taken: udp, question: "ss -lunp" }, " of UDP"),
  ];
}

interface Listeners {
  /** Their ports. */
  readonly taken: readonly number[];
  /** Asks for their programs. */
  readonly question: string;
}

function freePort(port: number, { taken, question }: Listeners, kind = ""): Requirement {
  const isMet = !taken.includes(port);
  const found = isMet ? "free" : "something listens on it on every address";
  const remedy = `Stop what \`${question} sport = :${port}\` names.`;
  return { need: `port ${port}${kind}`, isMet, found, remedy };
}

/** How the kernel writes that a socket waits for whoever comes. */
const waiting = { tcp: "0A", udp: "07" } as const;

async function portsOnEveryAddress(protocol: keyof typeof waiting): Promise<readonly number[]> {
  const tables = [protocol, `${protocol}6`].map((name) =>
    readFile(`/proc/net/${name}`, "utf8").catch(() => ""),
  );
  return (await Promise.all(tables)).flatMap((table) => portsIn(table, waiting[protocol]));
}

/** The ports on which something waits on every address, in the kernel's table of sockets. */
export function portsIn(table: string, state: string): readonly number[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[3] === state && /^0+:/.test(cells[1] ?? ""))
    .map((cells) => Number.parseInt(cells[1]?.split(":")[1] ?? "", 16));
}
