import { mkdir, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { World } from "../../base/world.ts";
import { type Docker, dockerAt } from "./docker.ts";
import type { BoxPlace } from "./place.ts";
import { insideBox, startProgram, untilReady } from "./program.ts";

/** The network of the box's instances, by Docker's name. */
export const networkName = "box";

/** A fraction of a second, but where others keep the machine busy. */
const timeoutMs = 120_000;

/**
 * Starts containerd and Docker Engine with folders of their own, and their network on a bridge of its
 * own. Nothing is forwarded or filtered: the machine's firewall and sysctls stay as they are.
 * @throws {KaskctlError} sandbox-failed where one of them does not come up, interrupted
 */
export async function startDockerEngine(place: BoxPlace, world: World): Promise<string> {
  await startContainerd(place, world);
  const config = join(place.folder, "docker.json");
  // Its default lies in /etc, and there is no flag for it.
  const key = join(place.folder, "docker-key.json");
  await writeFile(config, JSON.stringify({ "deprecated-key-path": key }));
  const engine = startProgram("dockerd", dockerdWords(place, config), place, world);
  const versionIn = (asked: World) =>
    boxDocker(place, asked).run("ask for its version", [
      "version",
      "--format",
      "{{.Server.Version}}",
    ]);
  const answers = (signal: AbortSignal) =>
    versionIn({ ...world, signal }).then(
      () => true,
      () => false,
    );
  await untilReady(engine, answers, { ...world, timeoutMs });
  await makeNetwork(place, world);
  return (await versionIn(world)).trim();
}

/** Docker would take the machine's own containerd where there is one, and share its names. */
async function startContainerd(place: BoxPlace, world: World): Promise<void> {
  const { config, address, state } = containerdPaths(place);
  const lines = [
    "version = 2",
    `root = "${join(place.folder, "containerd")}"`,
    `state = "${state}"`,
    // The first serves Kubernetes; the second would make a folder in /opt.
    `disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]`,
    "[grpc]",
    `address = "${address}"`,
  ];
  await mkdir(state, { recursive: true });
  await writeFile(config, `${lines.join("\n")}\n`);
  const program = startProgram("containerd", ["containerd", "--config", config], place, world);
  await untilReady(program, () => listens(address), { ...world, timeoutMs });
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once("connect", () => socket.end(() => resolve(true)));
    socket.once("error", () => resolve(false));
  });
}

/** Where containerd has its socket and its shims' state. */
export function containerdPaths({ folder, runtimeFolder }: BoxPlace) {
  const state = join(runtimeFolder, "containerd");
  return {
    state,
    config: join(folder, "containerd.toml"),
    address: join(state, "containerd.sock"),
  } as const;
}

function dockerdWords(place: BoxPlace, configFile: string): readonly [string, ...string[]] {
  return [
    "dockerd",
    ...["--config-file", configFile],
    ...["--containerd", containerdPaths(place).address],
    ...["--data-root", join(place.folder, "docker")],
    ...["--exec-root", join(place.runtimeFolder, "docker")],
    ...["--pidfile", join(place.runtimeFolder, "docker.pid")],
    ...["--host", `unix://${place.dockerSocket}`],
    ...["--group", "root"],
    ...["--cgroup-parent", `/${place.cgroup}`],
    // The other driver would ask the machine's systemd.
    ...["--exec-opt", "native.cgroupdriver=cgroupfs"],
    ...["--insecure-registry", `${place.network}.0/24`],
    "--bridge=none",
    "--iptables=false",
    "--ip6tables=false",
    "--ip-forward=false",
    "--ip-masq=false",
  ];
}

async function makeNetwork(place: BoxPlace, world: World): Promise<void> {
  await boxDocker(place, world).run(`make the network ${place.network}.0/24`, [
    ...["network", "create", "--driver", "bridge"],
    ...["--subnet", `${place.network}.0/24`],
    ...["--gateway", place.gateway],
    ...["--opt", `com.docker.network.bridge.name=${place.bridge}`],
    networkName,
  ]);
}

/** The box's engine. */
export function boxDocker(place: BoxPlace, world: World): Docker {
  const settings = join(place.folder, "docker-client");
  return dockerAt(`unix://${place.dockerSocket}`, settings, insideBox(place, world));
}
