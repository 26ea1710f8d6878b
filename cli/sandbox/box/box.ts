/**
 * The box: the sandbox's engine in which Puppet, Docker, sshd and systemd are real.
 *
 * Takes  the state that `up` wrote, and Debian's programs.
 * Gives  containerd, Docker Engine, puppetserver, registry, names, and instances that start, on a network of their own.
 * Never  changes the machine's firewall, sysctls or /etc, or starts what `clearBox` would not find.
 */
import { mkdir } from "node:fs/promises";
import type { World } from "../../base/world.ts";
import type { RaisedInstance } from "../site-files.ts";
import { newSshKey } from "../ssh-key.ts";
import { type SandboxRequest, sandboxPaths } from "../state.ts";
import { type BoxInstance, boxInstances, boxNames, startBoxInstance } from "./box-instance.ts";
import { startDockerEngine } from "./docker-engine.ts";
import { importInstanceImage } from "./image.ts";
import { pushImages } from "./images/images.ts";
import { type NameServer, namePort, startNameServer } from "./name-server.ts";
import type { BoxPlace } from "./place.ts";
import { copyPuppetPrograms, type PuppetProgram } from "./puppet-environment.ts";
import { startPuppetServer } from "./puppet-server.ts";
import { registryPort, registryUrl, startRegistryServer } from "./registry-server.ts";
import { useRootfs } from "./rootfs.ts";

/** What a box is raised with. */
export interface BoxInput {
  readonly dir: string;
  readonly place: BoxPlace;
  readonly request: SandboxRequest;
  readonly encUrl: string;
  /** The public key that may log in, in OpenSSH's format. */
  readonly clientKey: string;
  readonly world: World;
  readonly progress: (line: string) => void;
  /** Filled with what this process has to close again. */
  readonly opened: Pick<NameServer, "close">[];
}

/** What came up. */
export interface RaisedBox {
  readonly registryUrl: string;
  readonly instances: readonly RaisedInstance[];
}

/**
 * Raises a box; puppetserver, which takes longest, beside the rest.
 * @throws {KaskctlError} sandbox-failed where a part does not come up; what did is left to `clearBox`
 */
export async function raiseBox(input: BoxInput): Promise<RaisedBox> {
  const { dir, place, request, encUrl, world, progress, opened } = input;
  for (const folder of [place.logs, place.temporary]) await mkdir(folder, { recursive: true });
  const version = await startDockerEngine(place, world);
  progress(`Docker Engine ${version} answers, on the network ${place.network}.0/24`);
  const wanted = boxInstances(request, place);
  const names = boxNames(wanted, place);
  opened.push(await startNameServer({ address: place.gateway, port: namePort }, names));
  const fqdns = wanted.map(({ fqdn }) => fqdn);
  const server = { request, fqdns, encUrl, privateHiera: sandboxPaths(dir).privateHiera };
  const [instances] = await Promise.all([
    raiseInstances(input),
    startPuppetServer(server, place, world).then(() =>
      progress(`Puppetserver compiles for ${place.puppetFolder}`),
    ),
    raiseRegistry(input),
  ]);
  return { registryUrl: registryUrl(place), instances };
}

/** For programs that leave temporary files where they are killed. */
function worldInside({ place, world, progress }: BoxInput): World {
  return { ...world, env: { ...world.env, TMPDIR: place.temporary }, progress };
}

async function raiseRegistry(input: BoxInput): Promise<void> {
  const { place, request, world, progress } = input;
  await startRegistryServer(place, world);
  progress(`Registry answers on ${registryUrl(place)}`);
  if (place.kask === undefined) return;
  const { checkout, version, reference } = place.kask;
  const { node } = request.programs;
  const engine = `unix://${place.dockerSocket}`;
  const registry = `${place.gateway}:${registryPort}`;
  const { cacheFolder, id } = place;
  const parts = { engine, registry, cacheFolder, id, checkout, node, version, reference };
  const images = await pushImages(parts, worldInside(input));
  for (const { repository, tag } of images) progress(`Registry has ${repository}:${tag}`);
}

async function raiseInstances(input: BoxInput): Promise<RaisedBox["instances"]> {
  const { place, request, world, progress } = input;
  await useRootfs(place, worldInside(input), (tar) => importInstanceImage(tar, place, world));
  progress("The image of instances is made");
  const programs = await copyPuppetPrograms(place);
  const raised = boxInstances(request, place).map((each) => raiseInstance(each, programs, input));
  return Promise.all(raised);
}

async function raiseInstance(
  instance: BoxInstance,
  programs: readonly PuppetProgram[],
  input: BoxInput,
): Promise<RaisedInstance> {
  const { clientKey, progress, place, world } = input;
  const { name, fqdn, address } = instance;
  const hostKey = newSshKey();
  const parts = { hostKey, clientKey, programs };
  await startBoxInstance(instance, parts, { place, world });
  progress(`${fqdn} answers SSH on ${address}`);
  return { name, fqdn, address, sshPort: 22, hostKey: hostKey.public };
}
