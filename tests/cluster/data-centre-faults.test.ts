import { Agent } from "node:http";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import type { TestKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCluster } from "../support/cassandra/on-cluster.ts";
import { until } from "../support/cassandra/until.ts";
import { complaintsOf, type KaskProcess } from "../support/kask-process.ts";
import { watchOwnTime } from "../support/own-time.ts";
import { startKaskIn } from "./kask-on-cluster.ts";
import { startLoad } from "./load-client.ts";
import { failuresOf, operations } from "./load-report.ts";
import { publish } from "./publish.ts";
import { sendRequest } from "./send-request.ts";
import { ratePerSecond, warmUp } from "./warm-up.ts";

const backTimeoutMs = 120_000;
/** How long Kask may take to know that its quorum is lost. */
const unreadyMs = 2000;

describeOnCluster("A data centre", (cluster) => {
  let keyspace: TestKeyspace;
  beforeAll(async () => {
    keyspace = await cluster.newKeyspace();
  });
  afterEach(() => cluster.heal());
  afterAll(() => keyspace?.drop());

  const start = async (
    settings: Readonly<Record<string, unknown>> = {},
    dataCentre: "eqiad" | "codfw" = "eqiad",
  ): Promise<KaskProcess> => {
    const kask = await startKaskIn(cluster, dataCentre, keyspace, settings);
    onTestFinished(() => kask.close());
    await warmUp(kask);
    return kask;
  };
  const killAll = (dataCentre: "eqiad" | "codfw", count = 3): Promise<unknown> =>
    Promise.all(
      cluster
        .nodesIn(dataCentre)
        .slice(-count)
        .map((node) => node.kill()),
    );

  test("of others is gone: GET and POST go on, DELETE as it is configured, and all is well when it is back", async () => {
    const kasks = {
      EACH_QUORUM: await start(),
      LOCAL_QUORUM: await start({ delete_consistency: "LOCAL_QUORUM" }),
    };
    const loads = {
      EACH_QUORUM: startLoad({ ...kasks.EACH_QUORUM, ratePerSecond: ratePerSecond / 2 }),
      LOCAL_QUORUM: startLoad({ ...kasks.LOCAL_QUORUM, ratePerSecond: ratePerSecond / 2 }),
    };
    const both = Object.values(loads);
    const phase = (title: string): void => {
      for (const load of both) load.phase(title);
    };
    const goOn = (seconds: number): Promise<unknown> =>
      Promise.all(both.map((load) => load.goOn(seconds)));
    await goOn(3);
    phase("codfw is gone");
    await killAll("codfw");
    await goOn(15);
    phase("codfw comes back");
    await cluster.heal();
    phase("codfw is back");
    await goOn(5);

    const each = await loads.EACH_QUORUM.stop();
    publish(
      "Codfw is gone, for a Kask of eqiad that deletes at EACH_QUORUM",
      kasks.EACH_QUORUM,
      each,
    );
    const local = await loads.LOCAL_QUORUM.stop();
    publish(
      "Codfw is gone, for a Kask of eqiad that deletes at LOCAL_QUORUM",
      kasks.LOCAL_QUORUM,
      local,
    );
    expect(failuresOf(local)).toEqual([]);
    expect(failuresOf(each, ["GET", "POST"])).toEqual([]);
    const gone = each[1]?.DELETE;
    expect(Object.keys(gone?.reasons ?? {})).toEqual(["status 500"]);
    expect(gone?.failed).toBe(gone?.sent);
    expect(failuresOf(each.slice(-1))).toEqual([]);
  });

  test("loses its quorum: /readyz says so within 2 s, Kask's 500 comes at once, and all is well when it is back", async () => {
    const [here, there] = [await start(), await start({}, "codfw")];
    const load = startLoad({ ...here, ratePerSecond });
    await load.goOn(3);
    load.phase("two of eqiad's are killed");
    await killAll("eqiad", 2);
    await expectUnreadySoon(here);
    await load.goOn(2);
    load.phase("two of eqiad's are gone");
    expect(await readiness(there)).toBe(200);
    await load.goOn(10);
    load.phase("they come back");
    await cluster.heal();
    await expectReadiness(here, 200, backTimeoutMs);
    load.phase("they are back");
    await load.goOn(5);

    const phases = await load.stop();
    publish("Two of eqiad's three are gone", here, phases);
    const gone = phases[2];
    for (const name of operations) {
      expect(Object.keys(gone?.[name].reasons ?? {})).toEqual(["status 500"]);
      expect(gone?.[name].failed).toBe(gone?.[name].sent);
    }
    expect(gone?.p99Ms).toBeLessThan(500);
    expect(failuresOf(phases.slice(-1)), complaintsOf(here)).toEqual([]);
  });

  test("does not answer: what finds the queue full is told to come again, and /readyz still answers", async () => {
    const kask = await start({ max_in_flight: 4 });
    for (const node of cluster.nodesIn("eqiad")) node.pause();
    const agent = new Agent();
    const ask = (number: number) =>
      sendRequest({ agent, method: "GET", path: `${kask.baseUri}key-${number}`, port: kask.port });
    const outcomes = Array.from({ length: 20 }, (_, number) => ask(number));
    const first = await Promise.race(outcomes);
    expect(first).toMatchObject({
      status: 503,
      headers: { "retry-after": expect.stringMatching(/^[1-9]\d*$/) },
    });
    await expectUnreadySoon(kask);
    for (const node of cluster.nodesIn("eqiad")) node.resume();
    const statuses = (await Promise.all(outcomes)).map((each) => "status" in each && each.status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(16);
    await expectReadiness(kask, 200, backTimeoutMs);
  });
});

async function readiness({ port }: KaskProcess): Promise<number> {
  const outcome = await sendRequest({ agent: new Agent(), port, method: "GET", path: "/readyz" });
  return "status" in outcome ? outcome.status : 0;
}

async function expectUnreadySoon(kask: KaskProcess): Promise<void> {
  const ownMs = watchOwnTime(kask.pid, process.pid);
  await expectReadiness(kask, 503, backTimeoutMs);
  expect(ownMs()).toBeLessThan(unreadyMs);
}

async function expectReadiness(kask: KaskProcess, status: number, withinMs: number): Promise<void> {
  let last = 0;
  const isSo = async (): Promise<boolean> => {
    last = await readiness(kask);
    return last === status;
  };
  await until(isSo, withinMs, () => `/readyz says ${last}, not ${status}, after ${withinMs} ms`);
}
