import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./cassandra/until.ts";
import { guardedFolder } from "./guarded-folder.ts";
import { type Ended, runProcess } from "./programs.ts";

/**
 * A host with a Docker Engine: processes, mounts and network of its own, so that what a unit of Puppet's
 * says can be run to the letter, and nothing is left when it ends.
 */
export interface DockerHost {
  /** Its engine's socket, which is on this machine. */
  readonly engine: string;
  /** Where this machine reaches it. */
  readonly address: string;
  /** Where the host and its containers reach this machine; it also is their name server. */
  readonly machine: string;
  /** Writes a file below its `/etc`. */
  write(path: string, content: string): Promise<void>;
  /** Runs a program there to its end. */
  run(...words: readonly string[]): Promise<Ended>;
  /** Starts a program there; it ends with the host. */
  start(...words: readonly string[]): ChildProcess;
  /** What its engine wrote. */
  log(): string;
  close(): Promise<void>;
}

/** Its own `/etc` lies over this machine's; its network is one cable, which is plugged in when it asks. */
const boot = `set -e
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/etc-work" /etc
mount -t tmpfs tmpfs /run
ip link set lo up
echo booted
read -r cable address machine
ip address add "$address/30" dev "$cable"
ip link set "$cable" up
ip route add default via "$machine"
exec dockerd --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" \\
  --host "unix://$1/docker.sock" --cgroup-parent "$2" --config-file "$1/daemon.json"`;

const startTimeoutMs = 120_000;

/** Starts one whose engine speaks HTTP with these registries. */
export async function startDockerHost(insecureRegistries: readonly string[]): Promise<DockerHost> {
  const guarded = guardedFolder("docker-host");
  const folder = join(guarded.path, "host");
  for (const name of ["etc", "etc-work"]) mkdirSync(join(folder, name), { recursive: true });
  // The benchmark range of RFC 2544; the box takes the other half of it.
  const network = `198.19.${randomInt(0, 256)}`;
  const first = 4 * randomInt(0, 64);
  const [machine, address] = [`${network}.${first + 1}`, `${network}.${first + 2}`];
  const cable = `kask${randomBytes(3).toString("hex")}`;
  const settings = { "insecure-registries": [machine, ...insecureRegistries] };
  writeFileSync(join(folder, "daemon.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "etc", "resolv.conf"), `nameserver ${machine}\n`);

  const namespaces = ["--net", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child"];
  const child = spawn("unshare", [...namespaces, "sh", "-c", boot, "boot", folder, cable], {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => void said.push(text));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const log = (): string => said.join("");
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    removeControlGroups(cable);
    await guarded.remove();
  };
  const hasSaid = async (text: string): Promise<void> =>
    until(
      () => {
        if (child.exitCode !== null) throw new Error(`the Docker host ended:\n${log()}`);
        return log().includes(text);
      },
      startTimeoutMs,
      () => `the Docker host is not up:\n${log()}`,
    );
  const engine = `unix://${folder}/docker.sock`;
  const namespacesOf = ["--target", String(child.pid), "--net", "--mount"];
  const processes = `--pid=/proc/${child.pid}/ns/pid_for_children`;
  const environment = [`DOCKER_HOST=${engine}`, "DOCKER_CONFIG=/run"];
  const enter = [...namespacesOf, processes, "env", ...environment];
  try {
    await hasSaid("booted");
    await plugIn({ cable, pid: child.pid ?? 0, machine });
    child.stdin.write(`${cable} ${address} ${machine}\n`);
    await hasSaid("API listen on");
  } catch (error) {
    await close();
    throw error;
  }
  return {
    engine,
    address,
    machine,
    log,
    close,
    async write(path, content) {
      const script = `mkdir -p "$(dirname "$1")" && cat > "$1"`;
      const words = [...enter, "sh", "-c", script, "write", path];
      const { exitCode, stderr } = await runProcess("nsenter", words, { stdin: content });
      if (exitCode !== 0) throw new Error(`cannot write ${path} on the Docker host: ${stderr}`);
    },
    run: (...words) => runProcess("nsenter", [...enter, ...words]),
    start: (...words) =>
      spawn("nsenter", [...enter, ...words], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
      }),
  };
}

interface Cable {
  /** The name of the host's end, and with `m` behind it of this machine's. */
  readonly cable: string;
  readonly pid: number;
  /** The address of this machine's end. */
  readonly machine: string;
}

/** Both ends vanish with the host. */
async function plugIn({ cable, pid, machine }: Cable): Promise<void> {
  const here = `${cable}m`;
  await ip("link", "add", here, "type", "veth", "peer", "name", cable, "netns", String(pid));
  await ip("address", "add", `${machine}/30`, "dev", here);
  await ip("link", "set", here, "up");
}

async function ip(...words: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runProcess("ip", words);
  if (exitCode !== 0) throw new Error(`ip ${words.join(" ")}: ${stderr}`);
}

/** The kernel keeps a control group, also one without processes, until it is removed. */
function removeControlGroups(name: string): void {
  const hierarchies = "/sys/fs/cgroup";
  const folders = [hierarchies, ...readdirSync(hierarchies).map((each) => join(hierarchies, each))];
  for (const folder of folders) removeFolders(join(folder, name));
}

function removeFolders(folder: string): void {
  for (const name of subfolders(folder)) removeFolders(join(folder, name));
  try {
    rmdirSync(folder);
  } catch {
    // There is none in this hierarchy.
  }
}

function subfolders(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
