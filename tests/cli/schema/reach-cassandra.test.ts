import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../cli/base/secret.ts";
import type { Clock } from "../../../cli/base/world.ts";
import { withCassandra } from "../../../cli/schema/reach-cassandra.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { testWorld } from "../../support/test-world.ts";
import { authenticate, badCredentials, nodeThat, opcodes, ready } from "./hand-made-node.ts";

const address = "127.0.0.78";

interface Wait {
  readonly waitMs: number;
  /** Called with the time at each pause, in milliseconds since the beginning. */
  readonly onPause?: (nowMs: number) => Promise<void>;
}

/** Speaks to Cassandra at a port, in a time of its own; gives how long that took. */
async function reach(port: number, { waitMs, onPause }: Wait): Promise<number> {
  const transport = createLocalTransport(testWorld());
  onTestFinished(() => transport.close());
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    async sleep(durationMs) {
      nowMs += durationMs;
      await onPause?.(nowMs);
    },
  };
  const login = { username: "kask", password: new Secret("s3cr3t") };
  const place = { hosts: ["host"], nodes: [address], port, login };
  const options = { transport, world: testWorld({ clock }), waitMs };
  try {
    return await withCassandra(place, options, async () => nowMs);
  } catch (error) {
    throw Object.assign(error as Error, { nowMs });
  }
}

/** A port at which a node answers that refuses logins until it is told otherwise. */
async function nodeWithLogin() {
  const node = { knows: false, port: 0 };
  const server = await nodeThat(
    (socket, chunk) => {
      const verdict = node.knows ? ready : badCredentials;
      socket.write(chunk[4] === opcodes.startup ? (node.knows ? ready : authenticate) : verdict);
    },
    { host: address, port: 0 },
  );
  node.port = (server.address() as AddressInfo).port;
  return node;
}

test("a node that starts late is waited for", async () => {
  const first = await nodeThat(() => {}, { host: address, port: 0 });
  const { port } = first.address() as AddressInfo;
  await new Promise((resolve) => first.close(resolve));
  const onPause = async (nowMs: number) => {
    if (nowMs === 6000) await nodeThat((socket) => socket.write(ready), { host: address, port });
  };
  expect(await reach(port, { waitMs: 180_000, onPause })).toBe(6000);
});

test("a node that never starts is given up in time", async () => {
  await expect(reach(1, { waitMs: 180_000 })).rejects.toMatchObject({
    code: "cassandra-unreachable",
    nowMs: 180_000,
  });
  await expect(reach(1, { waitMs: 0 })).rejects.toMatchObject({ nowMs: 0 });
});

test("the first account of a new node is waited for", async () => {
  const node = await nodeWithLogin();
  const onPause = async (nowMs: number) => {
    node.knows = nowMs >= 10_000;
  };
  expect(await reach(node.port, { waitMs: 180_000, onPause })).toBe(10_000);
});

test("a wrong login is given up long before a node that starts would be", async () => {
  const { port } = await nodeWithLogin();
  await expect(reach(port, { waitMs: 180_000 })).rejects.toMatchObject({
    code: "cassandra-refused",
    message: `Cassandra at ${address}, port ${port} lets nobody in: it refuses user name or password.`,
    nowMs: 30_000,
  });
});
