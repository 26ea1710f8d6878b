import { randomBytes } from "node:crypto";
import { faults, KaskctlError } from "../base/errors.ts";
import { stateFolder } from "../base/state-folder.ts";
import type { World } from "../base/world.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";
import type { Answer, SmokeReport, SmokeTarget } from "../smoke/check.ts";
import { checks } from "../smoke/checks/index.ts";
import { openKeyJournal } from "../smoke/key-journal.ts";
import { runSmoke, type SmokeOptions } from "../smoke/run-smoke.ts";
import { cleanUpRun } from "../smoke/smoke-keys.ts";
import { type OpenTarget, targetFromHost, targetFromUrl } from "../smoke/target.ts";
import type { Transport } from "../ssh/transport.ts";

/** Which hosts to smoke-test, and how. */
export interface SmokeHostsRequest extends SmokeSettings {
  /** What the report is called: the service's name. */
  readonly name: string;
  readonly hosts: readonly string[];
  readonly reach: ReachHosts;
}

/** How to get to the Kask of a host. */
export interface ReachHosts {
  readonly kask: ServiceDefinition;
  readonly registry: string;
  readonly transport: Transport;
}

/** What every smoke run needs. */
export interface SmokeSettings {
  readonly world: World;
  readonly options: SmokeOptions;
  readonly onAnswer?: (answer: Answer) => void;
}

/**
 * Asks the Kask of each host every check, through SSH, one host after the other so that latencies
 * are those of one host. A host that is away answers `error`, and the next one is asked.
 * @throws {KaskctlError} interrupted, unknown-check, file-unwritable
 */
export async function smokeHosts(request: SmokeHostsRequest): Promise<SmokeReport> {
  const run = newRunId();
  const answers: Answer[] = [];
  for (const [index, fqdn] of request.hosts.entries()) {
    const runId = request.hosts.length === 1 ? run : `${run}.${index + 1}`;
    answers.push(...(await smokeHost(fqdn, runId, request)));
  }
  return { run, target: request.name, answers };
}

/**
 * Asks the Kask behind a URL every check that needs no host.
 * @throws {KaskctlError} wrong-use, interrupted, unknown-check, file-unwritable
 */
export async function smokeUrl(url: string, settings: SmokeSettings): Promise<SmokeReport> {
  const run = newRunId();
  return { run, target: url, answers: await smokeOne(targetFromUrl(url), run, settings) };
}

async function smokeHost(
  fqdn: string,
  runId: string,
  request: SmokeHostsRequest,
): Promise<readonly Answer[]> {
  const open = await openOrAnswer(() => openHost(fqdn, request.reach, request.world), fqdn);
  if ("status" in open) {
    request.onAnswer?.(open);
    return [open];
  }
  try {
    return await smokeOne(open.target, runId, request);
  } finally {
    await open.close();
  }
}

function smokeOne(
  target: SmokeTarget,
  runId: string,
  { world, options, onAnswer }: SmokeSettings,
): Promise<readonly Answer[]> {
  const journal = openKeyJournal(stateFolder(world), runId);
  return runSmoke({
    target,
    checks,
    world,
    runId,
    journal,
    options,
    ...(onAnswer && { onAnswer }),
  });
}

function openHost(
  fqdn: string,
  { kask: service, registry, transport }: ReachHosts,
  { signal }: World,
): Promise<OpenTarget> {
  return targetFromHost({ fqdn, service, registry, transport, signal });
}

/** What a clean-up found. */
export interface CleanedUp {
  readonly noted: number;
  readonly left: readonly string[];
}

/**
 * Deletes what a run on one of the hosts left behind; the id says by its last number which.
 * @throws {KaskctlError} unknown-run, host-unreachable, host-key, host-auth
 */
export async function cleanUpHosts(
  runId: string,
  hosts: readonly string[],
  reach: ReachHosts,
  world: World,
): Promise<CleanedUp> {
  const number = Number(/\.(\d+)$/.exec(runId)?.[1] ?? 1);
  const fqdn = hosts[number - 1];
  if (!fqdn) throw new KaskctlError("unknown-run", `The service has no host number ${number}.`);
  const open = await openHost(fqdn, reach, world);
  try {
    return await cleanUpRun(open.target, openKeyJournal(stateFolder(world), runId));
  } finally {
    await open.close();
  }
}

/**
 * Deletes what a run against a URL left behind.
 * @throws {KaskctlError} wrong-use, unknown-run
 */
export function cleanUpUrl(runId: string, url: string, world: World): Promise<CleanedUp> {
  return cleanUpRun(targetFromUrl(url), openKeyJournal(stateFolder(world), runId));
}

async function openOrAnswer(
  open: () => Promise<OpenTarget>,
  host: string,
): Promise<OpenTarget | Answer> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof KaskctlError) || faults[error.code].exit !== "host") throw error;
    const asks = "Can the host be reached?";
    return { id: "reachable", host, status: "error", seconds: 0, asks, actual: error.message };
  }
}

/** A name for a run that no other has. */
function newRunId(): string {
  return randomBytes(5).toString("hex");
}
