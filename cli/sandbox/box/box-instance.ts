import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { KaskctlError } from "../../base/errors.ts";
import type { World } from "../../base/world.ts";
import type { SshKey } from "../ssh-key.ts";
import type { SandboxRequest } from "../state.ts";
import { boxDocker, networkName } from "./docker-engine.ts";
import { instanceImage } from "./image.ts";
import type { BoxPlace } from "./place.ts";
import type { PuppetProgram } from "./puppet-environment.ts";
import { registryHost } from "./registry-server.ts";
import { ownFilesFolder } from "./rootfs.ts";

/** An instance of a box, before it is started. */
export interface BoxInstance {
  /** Its short name, also of its container. */
  readonly name: string;
  readonly fqdn: string;
  readonly address: string;
  /** Told to Puppet as the fact `site`; they take turns, so that two instances make two data centres. */
  readonly dataCentre: "eqiad" | "codfw";
}

/** The instances that were asked for; addresses from .11 on. */
export function boxInstances(
  { hosts, project, domain }: SandboxRequest,
  { network }: Pick<BoxPlace, "network">,
): readonly BoxInstance[] {
  return hosts.map((name, index) => ({
    name,
    fqdn: `${name}.${project}.${domain}`,
    address: `${network}.${11 + index}`,
    dataCentre: index % 2 === 0 ? "eqiad" : "codfw",
  }));
}

/** By name, the address of all that a box knows: its instances, its puppetserver, its registry. */
export function boxNames(
  instances: readonly BoxInstance[],
  { gateway }: Pick<BoxPlace, "gateway">,
): ReadonlyMap<string, string> {
  return new Map([
    ...instances.map(({ fqdn, address }): [string, string] => [fqdn, address]),
    ["puppet", gateway],
    [registryHost, gateway],
  ]);
}

/** What an instance is started with. */
export interface InstanceParts {
  readonly hostKey: SshKey;
  /** The public key that may log in, in OpenSSH's format. */
  readonly clientKey: string;
  readonly programs: readonly PuppetProgram[];
}

/**
 * Starts an instance and waits until its sshd answers. It starts again whenever it is shut down.
 * @throws {KaskctlError} sandbox-failed where it does not come up, interrupted
 */
export async function startBoxInstance(
  instance: BoxInstance,
  parts: InstanceParts,
  { place, world }: { readonly place: BoxPlace; readonly world: World },
): Promise<void> {
  const own = await writeOwnFiles(instance, parts, place);
  const words = ["run", "--detach", "--name", instance.name, "--restart", "always"];
  const mounts: readonly (readonly [from: string, to: string])[] = [
    [own, ownFilesFolder],
    ...parts.programs.map(({ file, path }) => [file, path] as const),
    ...(place.cassandraJars ? [[place.cassandraJars, "/usr/share/cassandra/lib"] as const] : []),
  ];
  await boxDocker(place, world).run(`start ${instance.name}`, [
    ...words,
    ...networkWords(instance, place),
    ...containmentWords,
    ...mounts.flatMap(([from, to]) => [
      "--mount",
      `type=bind,source=${from},target=${to},readonly`,
    ]),
    instanceImage,
  ]);
  await untilSshAnswers(instance, world);
}

function networkWords({ name, fqdn, address }: BoxInstance, { gateway }: BoxPlace) {
  const domain = fqdn.slice(name.length + 1);
  return [
    ...["--hostname", name, "--domainname", domain],
    ...["--network", networkName, "--ip", address, "--dns", gateway],
  ];
}

/** What systemd needs, and what a Docker Engine of its own needs beside that. */
const containmentWords = [
  ...["--tmpfs", "/run", "--tmpfs", "/run/lock", "--stop-signal", "SIGRTMIN+3"],
  ...["--cgroupns", "private", "--cap-add", "SYS_ADMIN", "--security-opt", "seccomp=unconfined"],
  ...["--cap-add", "NET_ADMIN", "--security-opt", "apparmor=unconfined"],
  ...["--security-opt", "systempaths=unconfined"],
];

/** Writes what an instance has of its own, and gives the folder. */
async function writeOwnFiles(
  { name, dataCentre }: BoxInstance,
  { hostKey, clientKey }: InstanceParts,
  { folder, gateway }: BoxPlace,
): Promise<string> {
  const own = join(folder, "instances", name);
  const authorizedKeys = join(own, "authorized_keys");
  await mkdir(join(own, "facts.d"), { recursive: true });
  await writeFile(join(own, "ssh_host_ed25519_key"), hostKey.private, { mode: 0o600 });
  await writeFile(authorizedKeys, `${clientKey}\n`);
  await writeFile(join(own, "facts.d", "box.txt"), `site=${dataCentre}\n`);
  // Containers inside cannot ask whom the instance asks, which is Docker's own on its loopback.
  const options = `--insecure-registry=${registryHost} --dns=${gateway}`;
  await writeFile(join(own, "docker"), `DOCKER_OPTS="${options}"\n`);
  // sshd reads it as the user who logs in, whatever our umask is.
  await chmod(own, 0o755);
  await chmod(authorizedKeys, 0o644);
  return own;
}

/** Two seconds, but where others keep the machine busy. */
const bootTimeoutMs = 120_000;

async function untilSshAnswers({ fqdn, address }: BoxInstance, { clock, signal }: World) {
  const deadline = clock.now() + bootTimeoutMs;
  while (!(await greetsOnSshPort(address))) {
    if (clock.now() > deadline) throw unreached(fqdn, address);
    await clock.sleep(100, signal);
  }
}

function unreached(fqdn: string, address: string): KaskctlError {
  const seconds = bootTimeoutMs / 1000;
  const message = `${fqdn} did not answer SSH on ${address} within ${seconds} s.`;
  return new KaskctlError("sandbox-failed", message, {
    hint: "Check that the machine is not too busy, and try again.",
  });
}

/** sshd speaks first. */
function greetsOnSshPort(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: 22, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (greeting) => end(greeting.toString().startsWith("SSH-")));
    for (const event of ["error", "timeout", "close"]) socket.once(event, () => end(false));
  });
}
