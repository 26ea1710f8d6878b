import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { requestsTaken } from "../support/cassandra/cluster.ts";
import type { ClusterDataCentre, ClusterNodeName } from "../support/cassandra/cluster-plan.ts";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";
import type { CassandraNode } from "../support/cassandra/node.ts";
import { describeOnCluster } from "../support/cassandra/on-cluster.ts";
import { until } from "../support/cassandra/until.ts";
import { complaintsOf, type KaskProcess } from "../support/kask-process.ts";
import { startKaskIn } from "./kask-on-cluster.ts";
import { startLoad } from "./load-client.ts";
import { failuresOf } from "./load-report.ts";
import { publish } from "./publish.ts";
import { watchReadiness } from "./readiness-watch.ts";
import { ratePerSecond, warmUp } from "./warm-up.ts";

const usedAgainTimeoutMs = 60_000;
/** Each question opens connections, which a node that is just starting feels. */
const askingPauseMs = 1000;

const eqiadNodes: readonly ClusterNodeName[] = ["eqiad-1", "eqiad-2", "eqiad-3"];
const codfwNodes: readonly ClusterNodeName[] = ["codfw-1", "codfw-2", "codfw-3"];

describeOnCluster("One replica of six", (cluster) => {
  let keyspace: TestKeyspace;
  let kasks: Readonly<Record<ClusterDataCentre, KaskProcess>>;
  beforeAll(async () => {
    keyspace = await cluster.newKeyspace();
    kasks = {
      eqiad: await startKaskIn(cluster, "eqiad", keyspace),
      codfw: await startKaskIn(cluster, "codfw", keyspace),
    };
  });
  afterEach(() => cluster.heal());
  afterAll(async () => {
    await Promise.all(Object.values(kasks ?? {}).map((kask) => kask.close()));
    await keyspace?.drop();
  });

  /** From when it takes clients. */
  const untilUsedAgain = async (node: CassandraNode): Promise<void> => {
    const isUsed = async (): Promise<boolean> =>
      ((await requestsTaken(node, keyspace.name)) ?? 0) > 0;
    const { address } = node.plan;
    const complaint = () => `Kask does not use ${address} again`;
    await until(isUsed, usedAgainTimeoutMs, complaint, askingPauseMs);
  };

  // First, since what was just restarted is slow for a while.
  test("one hangs for 30 s: nothing fails, and 99 of 100 are answered within 500 ms", async () => {
    const node = cluster.node("eqiad-2");
    // One steady slice may be luck; the figure below is of the fault, not of what went before.
    await warmUp(kasks.eqiad, 3);
    const load = startLoad({ ...kasks.eqiad, ratePerSecond });
    const readiness = watchReadiness(kasks.eqiad.port);
    await load.goOn(3);
    load.phase("SIGSTOP of eqiad-2 for 30 s");
    node.pause();
    await load.goOn(30);
    load.phase("SIGCONT of eqiad-2");
    node.resume();
    await load.goOn(10);
    const phases = await load.stop();
    publish("A replica hangs", kasks.eqiad, phases);
    expect(failuresOf(phases), complaintsOf(kasks.eqiad)).toEqual([]);
    expect(phases[1]?.p99Ms).toBeLessThan(500);
    expect(readiness.stop()).toEqual([200]);
  });

  test.each([...eqiadNodes, ...codfwNodes])(
    "%s is killed and comes back: nothing fails, Kask stays ready, and uses it again within 60 s",
    async (name) => {
      const node = cluster.node(name);
      const home = node.plan.dataCentre as ClusterDataCentre;
      await warmUp(kasks[home]);
      const load = startLoad({ ...kasks[home], ratePerSecond });
      const readiness = watchReadiness(kasks[home].port);
      await load.goOn(3);
      load.phase(`kill -9 of ${name}`);
      await node.kill();
      await load.goOn(10);
      load.phase(`return of ${name}`);
      await node.start();
      await untilUsedAgain(node);
      await load.goOn(3);
      const phases = await load.stop();
      publish(`${name} is killed and comes back`, kasks[home], phases);
      expect(failuresOf(phases), complaintsOf(kasks[home])).toEqual([]);
      expect(readiness.stop()).toEqual([200]);
    },
  );

  test("all of a data centre are restarted one by one: nothing fails, and Kask stays ready", async () => {
    await warmUp(kasks.eqiad);
    const load = startLoad({ ...kasks.eqiad, ratePerSecond });
    const readiness = watchReadiness(kasks.eqiad.port);
    await load.goOn(3);
    for (const name of eqiadNodes) {
      load.phase(`restart of ${name}`);
      const node = cluster.node(name);
      await node.stop();
      await node.start();
      await untilUsedAgain(node);
      // As an operator does, who waits until all see each other before the next one.
      await cluster.heal();
    }
    const phases = await load.stop();
    publish("A rolling restart of eqiad", kasks.eqiad, phases);
    expect(failuresOf(phases), complaintsOf(kasks.eqiad)).toEqual([]);
    expect(readiness.stop()).toEqual([200]);
  });
});
