import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { type EncEmulator, startEncEmulator } from "../enc/emulator.ts";
import { raiseBox } from "./box/box.ts";
import { boxPlace } from "./box/place.ts";
import { viewContainer } from "./container-view.ts";
import { type ControlRequest, serveControl } from "./control.ts";
import { type Instance, instanceEnvironment, instancePaths, makeInstance } from "./instance.ts";
import { Images } from "./machine/images.ts";
import { Journal } from "./machine/journal.ts";
import { Machine } from "./machine/machine.ts";
import { startRegistry } from "./registry.ts";
import { type RaisedInstance, writeSiteFiles } from "./site-files.ts";
import { newSshKey } from "./ssh-key.ts";
import { sshUser, startSshServer } from "./ssh-server.ts";
import { reportVariable, type StartReport, startFailure } from "./start-daemon.ts";
import {
  controlSocket,
  type RunningSandbox,
  readState,
  type SandboxState,
  sandboxPaths,
  writeState,
} from "./state.ts";

interface Closable {
  close(): Promise<void>;
}

/**
 * The sandbox's daemon: raises everything in `dir` that `up` asked for, and holds it until the
 * world's signal.
 * @throws {KaskctlError} sandbox-missing
 */
export async function serveSandbox({
  dir,
  world,
}: {
  readonly dir: string;
  readonly world: World;
}): Promise<void> {
  const state = await readState(dir);
  const report = reporter(world);
  const opened: Closable[] = [];
  try {
    await raise(dir, { state, world, report, opened });
    report({ ready: true });
    await new Promise<void>((resolve) => {
      if (world.signal.aborted) resolve();
      world.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  } catch (error) {
    const reason = asRefusal(error);
    report({ failed: startFailure(reason) });
    throw reason;
  } finally {
    for (const each of opened.reverse()) await each.close();
  }
}

/** What the system refuses is no bug of ours. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error)) return error;
  return new KaskctlError("sandbox-failed", `The system refused: ${error.message}.`, {
    cause: error,
    hint: "Check that this machine has room on its disk and lets programs listen on 127.0.0.1.",
  });
}

function reporter({ env }: World): (line: StartReport) => void {
  const descriptor = Number(env[reportVariable] ?? Number.NaN);
  return (line) => {
    if (Number.isNaN(descriptor)) return;
    try {
      writeSync(descriptor, `${JSON.stringify(line)}\n`);
    } catch {
      // Whoever listened has gone; the sandbox goes on.
    }
  };
}

interface Raising {
  readonly state: SandboxState;
  readonly world: World;
  readonly report: (line: StartReport) => void;
  /** Filled with what has to be closed again, in order. */
  readonly opened: Closable[];
}

async function raise(dir: string, raising: Raising): Promise<void> {
  const { state, report, opened } = raising;
  const credential = {
    id: randomBytes(16).toString("hex"),
    secret: randomBytes(32).toString("base64url"),
  };
  const enc = await startEnc(dir, raising, credential);
  opened.push(enc);
  report({ progress: `Keystone and ENC answer on ${enc.encUrl}` });
  const clientKey = newSshKey();
  const needs = { ...raising, encUrl: enc.encUrl, clientKey: clientKey.public };
  const { registryUrl, instances } = await raiseEngine(dir, needs);
  const urls = { keystoneUrl: enc.keystoneUrl, encUrl: enc.encUrl, registryUrl };
  await writeSiteFiles(dir, {
    request: state.request,
    ...urls,
    credential,
    instances,
    identity: clientKey.private,
  });
  const running: RunningSandbox = {
    pid: process.pid,
    startedAt: new Date(raising.world.clock.now()).toISOString(),
    ...urls,
    instances: instances.map(({ hostKey: _, ...instance }) => instance),
  };
  await writeState(dir, { ...state, running });
}

interface EngineNeeds extends Raising {
  readonly encUrl: string;
  readonly clientKey: string;
}

/** What there is to reach of an engine that came up. */
interface RaisedEngine {
  readonly registryUrl: string;
  readonly instances: readonly RaisedInstance[];
}

function raiseEngine(dir: string, needs: EngineNeeds): Promise<RaisedEngine> {
  const { state, report, world, encUrl, clientKey, opened } = needs;
  const place = boxPlace(dir, state);
  if (place === undefined) return raiseEmbedded(dir, needs);
  const progress = (line: string) => report({ progress: line });
  const { request } = state;
  return raiseBox({ dir, place, request, encUrl, clientKey, world, progress, opened });
}

async function raiseEmbedded(dir: string, needs: EngineNeeds): Promise<RaisedEngine> {
  const { state, report, opened } = needs;
  const registry = await startRegistry();
  opened.push(registry);
  report({ progress: `Registry answers on ${registry.url}` });
  const machines = new Map<string, Machine>();
  const instances: RaisedInstance[] = [];
  for (const name of state.request.hosts) {
    const { machine, ...instance } = await raiseInstance(dir, name, {
      ...needs,
      registryUrl: registry.url,
    });
    machines.set(name, machine);
    instances.push(instance);
    report({ progress: `${instance.fqdn} answers SSH on port ${instance.sshPort}` });
  }
  const control = await serveControl(controlSocket(state), (request) => answer(machines, request));
  opened.push({ close: async () => void control.close() });
  return { registryUrl: registry.url, instances };
}

function startEnc(
  dir: string,
  { state: { request }, world }: Raising,
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<EncEmulator> {
  const project = { id: request.project, name: request.project };
  const user = { id: sshUser, name: sshUser };
  return startEncEmulator({
    host: "127.0.0.1",
    clock: world.clock,
    stateFile: sandboxPaths(dir).enc,
    credentials: [
      { id, secret, name: "kaskctl sandbox", user, project, roles: ["reader", "member"] },
    ],
  });
}

interface InstanceNeeds extends EngineNeeds {
  readonly registryUrl: string;
}

async function raiseInstance(dir: string, name: string, needs: InstanceNeeds) {
  const { state, world, opened } = needs;
  const { project, domain, programs, restartSec } = state.request;
  const folder = join(sandboxPaths(dir).instances, name);
  const paths = instancePaths(folder);
  await mkdir(folder, { recursive: true });
  const fqdn = `${name}.${project}.${domain}`;
  const instance: Instance = {
    ...{ name, fqdn, project, domain, encUrl: needs.encUrl },
    root: paths.root,
    controlSocket: controlSocket(state),
    privateHiera: sandboxPaths(dir).privateHiera,
  };
  await makeInstance(folder, instance, state);
  const machine = new Machine({
    sandboxId: state.id,
    root: paths.root,
    programs,
    clock: world.clock,
    images: new Images(needs.registryUrl),
    journal: new Journal(paths.journal),
    restartSec,
  });
  opened.push({ close: () => machine.stopAll() });
  const env = instanceEnvironment(folder, state.id, sshUser);
  const hostKey = newSshKey();
  const ssh = await startSshServer({
    hostKey: hostKey.private,
    clientKey: needs.clientKey,
    env,
    home: env["HOME"] ?? paths.root,
    portBehind: (port) => machine.portBehind(port),
  });
  opened.push(ssh);
  const address = "127.0.0.1";
  return { name, fqdn, machine, address, sshPort: ssh.port, hostKey: hostKey.public };
}

/** Answers what a stand-in, or `status`, asks. */
async function answer(
  machines: ReadonlyMap<string, Machine>,
  request: ControlRequest,
): Promise<unknown> {
  const machine = machines.get(request.instance);
  if (machine === undefined) throw new Error(`There is no instance ${request.instance}.`);
  switch (request.ask) {
    case "systemctl":
      await machine.systemctl(request.verb, request.unit);
      return null;
    case "properties":
      return machine.properties(request.unit);
    case "units":
      return machine.unitNames().map((unit) => machine.properties(unit));
    case "pull":
      return machine.pull(request.image);
    case "image":
      return machine.image(request.image) ?? null;
    case "containers":
      return machine.containers().map(viewContainer);
  }
}
