/**
 * Records what Prometheus would see of a Kask in each fault, for the tests of the alert rules:
 * `KASKCTL_RECORD_SERIES=1 npm test -- --project cluster tests/cluster/alert-series.test.ts`.
 */

import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, test } from "vitest";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCluster } from "../support/cassandra/on-cluster.ts";
import type { KaskProcess } from "../support/kask-process.ts";
import { startKaskIn } from "./kask-on-cluster.ts";
import { type Load, startLoad } from "./load-client.ts";
import { recordSeries, type SeriesRecorder } from "./series-recorder.ts";

const isAsked = process.env["KASKCTL_RECORD_SERIES"] === "1";
const record = isAsked ? test : test.skip;
const title = (fault: string): string =>
  isAsked ? fault : `${fault} (only with KASKCTL_RECORD_SERIES=1)`;

const ratePerSecond = 10;
const quietMs = 20_000;
const faultMs = 150_000;
const timeoutMs = 600_000;

describeOnCluster("the series of", (cluster) => {
  let keyspace: TestKeyspace;
  beforeAll(async () => {
    if (isAsked) keyspace = await cluster.newKeyspace();
  });
  afterEach(() => (isAsked ? cluster.heal() : undefined));
  afterAll(() => keyspace?.drop());

  interface Watched {
    kask: KaskProcess;
    load: Load;
    readonly recorder: SeriesRecorder;
  }

  const watch = async (settings: object = {}): Promise<Watched> => {
    const kask = await startKaskIn(cluster, "eqiad", keyspace, { ...settings });
    const load = startLoad({ ...kask, ratePerSecond });
    return { kask, load, recorder: recordSeries(kask.port) };
  };

  /** Addresses differ from run to run. */
  const end = async (name: string, { kask, load, recorder }: Watched): Promise<void> => {
    const names = cluster.nodes.map(({ plan }) => [plan.address, basename(plan.folder)] as const);
    recorder.keep(name, new Map(names));
    await load.stop();
    await kask.close();
  };

  record(
    title("a cluster and a Kask at peace, and Kasks that end, hang or stutter"),
    async () => {
      const quiet = await watch();
      const killed = await watch();
      const restarting = await watch();
      const stuttering = await watch();
      await delay(quietMs);
      process.kill(killed.kask.pid, "SIGKILL");
      await Promise.all([
        stutter([pausable(stuttering.kask.pid)], 800, 400),
        restartOften(restarting),
        delay(faultMs),
      ]);
      await Promise.all([
        end("quiet", quiet),
        end("kask-killed", killed),
        end("kask-restarting", restarting),
        end("kask-stuttering", stuttering),
      ]);
    },
    timeoutMs,
  );

  record(
    title("a lost replica"),
    async () => {
      const watched = await watch();
      await delay(quietMs);
      await cluster.node("eqiad-3").kill();
      await delay(faultMs);
      await end("replica-lost", watched);
    },
    timeoutMs,
  );

  record(
    title("a lost data centre"),
    async () => {
      const watched = await watch();
      await delay(quietMs);
      await Promise.all(cluster.nodesIn("codfw").map((node) => node.kill()));
      await delay(faultMs);
      await end("data-centre-lost", watched);
    },
    timeoutMs,
  );

  record(
    title("a lost quorum"),
    async () => {
      const watched = await watch();
      await delay(quietMs);
      await Promise.all([cluster.node("eqiad-2").kill(), cluster.node("eqiad-3").kill()]);
      await delay(faultMs);
      await end("quorum-lost", watched);
    },
    timeoutMs,
  );

  record(
    title("replicas that stutter, for a long queue and a short one"),
    async () => {
      const long = await watch();
      const short = await watch({ max_in_flight: 2 });
      await delay(quietMs);
      // Not for so long that they count as away.
      await stutter(cluster.nodesIn("eqiad"), 700, 700);
      await Promise.all([end("replicas-slow", long), end("queue-full", short)]);
    },
    timeoutMs,
  );

  const restartOften = async (watched: Watched): Promise<void> => {
    for (let count = 0; count < 4; count += 1) {
      await delay(faultMs / 6);
      watched.recorder.turnTo(undefined);
      process.kill(watched.kask.pid, "SIGKILL");
      await watched.load.stop();
      await watched.kask.close();
      watched.kask = await startKaskIn(cluster, "eqiad", keyspace);
      watched.load = startLoad({ ...watched.kask, ratePerSecond });
      watched.recorder.turnTo(watched.kask.port);
    }
  };
});

interface Pausable {
  pause(): void;
  resume(): void;
}

const pausable = (pid: number): Pausable => ({
  pause: () => void process.kill(pid, "SIGSTOP"),
  resume: () => void process.kill(pid, "SIGCONT"),
});

/** Stops processes and lets them run again, by turns, for as long as a fault lasts. */
async function stutter(
  processes: readonly Pausable[],
  stopMs: number,
  runMs: number,
): Promise<void> {
  const endMs = performance.now() + faultMs;
  while (performance.now() < endMs) {
    for (const each of processes) each.pause();
    await delay(stopMs);
    for (const each of processes) each.resume();
    await delay(runMs);
  }
}
