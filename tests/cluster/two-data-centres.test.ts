import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Cluster } from "../support/cassandra/cluster.ts";
import type { ClusterDataCentre } from "../support/cassandra/cluster-plan.ts";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCluster } from "../support/cassandra/on-cluster.ts";
import { until } from "../support/cassandra/until.ts";
import type { KaskProcess } from "../support/kask-process.ts";
import { startKaskIn } from "./kask-on-cluster.ts";
import { percentile } from "./load-report.ts";
import { publishFigures } from "./publish.ts";
import { type Outcome, sendRequest } from "./send-request.ts";

type Kasks = Readonly<Record<ClusterDataCentre, KaskProcess>>;

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const convergenceMs = 30_000;
const races = 30;
const mostRaces = 300;

describeOnCluster("Two data centres", (cluster) => {
  let keyspace: TestKeyspace;
  beforeAll(async () => {
    keyspace = await cluster.newKeyspace();
  });
  afterEach(() => cluster.heal());
  afterAll(() => keyspace?.drop());

  const startBoth = async (settings: Readonly<Record<string, unknown>> = {}): Promise<Kasks> => {
    const kasks = {
      eqiad: await startKaskIn(cluster, "eqiad", keyspace, settings),
      codfw: await startKaskIn(cluster, "codfw", keyspace, settings),
    };
    onTestFinished(() => Promise.all([kasks.eqiad.close(), kasks.codfw.close()]).then(() => {}));
    return kasks;
  };

  test("what is written in eqiad is read in codfw within 2 s", async () => {
    const { eqiad, codfw } = await startBoth();
    const lagsMs: number[] = [];
    for (let count = 0; count < 200; count += 1) {
      const key = randomUUID();
      expect(await post(eqiad, key, key)).toMatchObject({ status: 201 });
      const writtenMs = performance.now();
      const isThere = async (): Promise<boolean> => (await storedIn(codfw, key)) === key;
      await until(isThere, 2000, () => "a value of eqiad is not in codfw after 2 s");
      lagsMs.push(performance.now() - writtenMs);
    }
    publishLags("From eqiad to codfw", lagsMs);
  });

  test("what is written on both sides of a partition converges within 30 s of its end", async () => {
    const kasks = await startBoth();
    const keys = Array.from({ length: 1000 }, () => randomUUID());
    const writes = { eqiad: keys.slice(0, 750), codfw: keys.slice(250) };
    // Each side is stopped while the other writes: what it misses, the others keep for it.
    pause(cluster, "codfw");
    await postAll(kasks.eqiad, writes.eqiad);
    pause(cluster, "eqiad");
    resume(cluster, "codfw");
    await postAll(kasks.codfw, writes.codfw);
    resume(cluster, "eqiad");
    const inCodfw = new Set(writes.codfw);
    const expected = keys.flatMap((key) => {
      // The later write wins, on both sides.
      const value = writtenBy(inCodfw.has(key) ? kasks.codfw : kasks.eqiad, key);
      return [kasks.eqiad, kasks.codfw].map((kask) => ({ kask, key, value }));
    });
    const lagsMs = await convergenceLags(expected);
    publishLags("From the end of a partition to the same value on both sides", lagsMs);
    expect(percentile(lagsMs, 1)).toBeLessThan(convergenceMs);
  });

  test("may both create one key where a create is exclusive within a data centre only", async () => {
    const kasks = await startBoth({ create_serial: "local" });
    // Only those meet of which neither is late.
    const { both, neither } = await raceUntil(kasks, "local", (result) => result.both > 0);
    expect(both).toBeGreaterThan(0);
    expect(neither).toBe(0);
  });

  test("never both create one key where a create is exclusive across them", async () => {
    const kasks = await startBoth({ create_serial: "global" });
    const { both, neither } = await raceUntil(kasks, "global", ({ one }) => one >= races);
    expect(both).toBe(0);
    expect(neither).toBe(0);
  });
});

/** How two creates of one key at once ended, over several keys. */
interface RaceResult {
  readonly one: number;
  readonly both: number;
  readonly neither: number;
  /** Cassandra gave up on one of them under contention, so that nobody knows. */
  readonly unclear: number;
}

async function raceUntil(
  kasks: Kasks,
  serial: string,
  isEnough: (result: RaceResult) => boolean,
): Promise<RaceResult> {
  const result = { one: 0, both: 0, neither: 0, unclear: 0 };
  for (let count = 0; count < mostRaces && !isEnough(result); count += 1) {
    result[await race(kasks)] += 1;
  }
  publishFigures(`Both data centres create one key, with create_serial ${serial}`, result);
  expect(isEnough(result)).toBe(true);
  return result;
}

async function race({ eqiad, codfw }: Kasks): Promise<keyof RaceResult> {
  const key = randomUUID();
  const outcomes = await Promise.all([create(eqiad, key), create(codfw, key)]);
  const created = outcomes.map((outcome) => "status" in outcome && answerOfCreate(outcome.status));
  if (created.includes("unclear")) return "unclear";
  const winners = created.filter((each) => each === "created").length;
  return winners === 2 ? "both" : winners === 1 ? "one" : "neither";
}

function answerOfCreate(status: number): "created" | "refused" | "unclear" {
  if (status === 201) return "created";
  return status === 412 ? "refused" : "unclear";
}

function create({ port, baseUri }: KaskProcess, key: string): Promise<Outcome> {
  const headers = { "If-None-Match": "*" };
  return sendRequest({ agent, port, method: "POST", path: baseUri + key, headers, body: "x" });
}

function post({ port, baseUri }: KaskProcess, key: string, body: string): Promise<Outcome> {
  return sendRequest({ agent, port, method: "POST", path: baseUri + key, body });
}

function writtenBy(kask: KaskProcess, key: string): string {
  return `${kask.port} ${key}`;
}

async function postAll(kask: KaskProcess, keys: readonly string[]): Promise<void> {
  const outcomes = await Promise.all(keys.map((key) => post(kask, key, writtenBy(kask, key))));
  const statuses = outcomes.map((outcome) =>
    "status" in outcome ? outcome.status : outcome.error,
  );
  expect(new Set(statuses)).toEqual(new Set([201]));
}

interface ExpectedValue {
  readonly kask: KaskProcess;
  readonly key: string;
  readonly value: string;
}

/** Milliseconds until each is read, or until it is given up. */
async function convergenceLags(expected: readonly ExpectedValue[]): Promise<readonly number[]> {
  const startedMs = performance.now();
  const lagsMs: number[] = [];
  let pending = expected;
  while (pending.length > 0 && performance.now() - startedMs < convergenceMs) {
    const isThere = await Promise.all(
      pending.map(async ({ kask, key, value }) => (await storedIn(kask, key)) === value),
    );
    const lagMs = performance.now() - startedMs;
    lagsMs.push(...isThere.filter(Boolean).map(() => lagMs));
    pending = pending.filter((_, index) => isThere[index] !== true);
  }
  return [...lagsMs, ...pending.map(() => Number.POSITIVE_INFINITY)];
}

async function storedIn({ port, baseUri }: KaskProcess, key: string): Promise<string | undefined> {
  const outcome = await sendRequest({ agent, port, method: "GET", path: baseUri + key });
  return "status" in outcome && outcome.status === 200 ? outcome.body : undefined;
}

function pause(cluster: Cluster, dataCentre: ClusterDataCentre): void {
  for (const node of cluster.nodesIn(dataCentre)) node.pause();
}

function resume(cluster: Cluster, dataCentre: ClusterDataCentre): void {
  for (const node of cluster.nodesIn(dataCentre)) node.resume();
}

function publishLags(title: string, lagsMs: readonly number[]): void {
  publishFigures(title, {
    "p50 ms": percentile(lagsMs, 0.5),
    "p99 ms": percentile(lagsMs, 0.99),
    "max ms": percentile(lagsMs, 1),
  });
}
