import { faults, KaskctlError } from "../base/errors.ts";
import { stateFolder } from "../base/state-folder.ts";
import type { World } from "../base/world.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";
import type { Answer, SmokeReport, SmokeTarget } from "../smoke/check.ts";
import { checks } from "../smoke/checks/index.ts";
import { type KeyJournal, openKeyJournal } from "../smoke/key-journal.ts";
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
  /** Names the run; it is part of every key that is written. */
  readonly runId: string;
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
  const { runId: run } = request;
  const answers: Answer[] = [];
  for (const fqdn of request.hosts) answers.push(...(await smokeHost(fqdn, request)));
  return { run, target: request.name, answers };
}

/**
 * Asks the Kask behind a URL every check that needs no host.
 * @throws {KaskctlError} wrong-use, interrupted, unknown-check, file-unwritable
 */
export async function smokeUrl(url: string, settings: SmokeSettings): Promise<SmokeReport> {
  return {
    run: settings.runId,
    target: url,
    answers: await smokeOne(targetFromUrl(url), settings),
  };
}

async function smokeHost(fqdn: string, request: SmokeHostsRequest): Promise<readonly Answer[]> {
  const open = await openOrAnswer(() => openHost(fqdn, request.reach, request.world), fqdn);
  if ("status" in open) {
    request.onAnswer?.(open);
    return [open];
  }
  try {
    return await smokeOne(open.target, request);
  } finally {
    await open.close();
  }
}

function smokeOne(
  target: SmokeTarget,
  { runId, world, options, onAnswer }: SmokeSettings,
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

/** What a clean-up found: how many keys were noted, and which still are, by their place. */
export interface CleanedUp {
  readonly noted: number;
  readonly left: KeysByPlace;
}

type KeysByPlace = ReadonlyMap<string, readonly string[]>;

/**
 * Deletes what a run left behind on those hosts of a service that its journal names; the keys of a
 * host that is away, or of a place that is none of `hosts`, are left.
 * @throws {KaskctlError} unknown-run
 */
export async function cleanUpHosts(
  runId: string,
  hosts: readonly string[],
  reach: ReachHosts,
  world: World,
): Promise<CleanedUp> {
  const journal = openKeyJournal(stateFolder(world), runId);
  const places = await journal.places();
  for (const fqdn of hosts.filter((host) => places.has(host))) {
    const open = await openOrAnswer(() => openHost(fqdn, reach, world), fqdn);
    if ("status" in open) {
      world.progress(open.actual ?? open.asks);
      continue;
    }
    try {
      await cleanUpRun(open.target, journal);
    } finally {
      await open.close();
    }
  }
  return cleanedUp(places, journal);
}

/**
 * Deletes what a run against a URL left behind; keys at another address are left.
 * @throws {KaskctlError} wrong-use, unknown-run
 */
export async function cleanUpUrl(runId: string, url: string, world: World): Promise<CleanedUp> {
  const target = targetFromUrl(url);
  const journal = openKeyJournal(stateFolder(world), runId);
  const places = await journal.places();
  await cleanUpRun(target, journal);
  return cleanedUp(places, journal);
}

async function cleanedUp(before: KeysByPlace, journal: KeyJournal): Promise<CleanedUp> {
  const noted = [...before.values()].reduce((sum, keys) => sum + new Set(keys).size, 0);
  return { noted, left: await placesLeft(journal) };
}

/** A journal with no key left is gone. */
async function placesLeft(journal: KeyJournal): Promise<KeysByPlace> {
  try {
    return await journal.places();
  } catch (error) {
    if (error instanceof KaskctlError && error.code === "unknown-run") return new Map();
    throw error;
  }
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
