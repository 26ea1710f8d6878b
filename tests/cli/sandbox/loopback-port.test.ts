import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { takeLoopbackPort } from "../../../cli/sandbox/machine/loopback-port.ts";

/** The port whose turn it is. */
async function nextPort(): Promise<number> {
  const { port, release } = await takeLoopbackPort();
  release();
  return port + 1;
}

/** Whether others see a port as one that is to be had. */
function isToBeHad(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    socket.once("error", () => socket.close(() => resolve(false)));
    const where = { port, address: "127.0.0.1", exclusive: true };
    socket.bind(where, () => socket.close(() => resolve(true)));
  });
}

test("a port is kept from others until it is released", async () => {
  const { port, release } = await takeLoopbackPort();
  expect(await isToBeHad(port)).toBe(false);
  release();
  await expect.poll(() => isToBeHad(port)).toBe(true);
});

test("a port on which a program listens is not given", async () => {
  const port = await nextPort();
  const server = createServer().listen(port, "127.0.0.1");
  onTestFinished(() => void server.close());
  // Where it cannot, somebody else's program does.
  await once(server, "listening").catch(() => undefined);
  const taken = await takeLoopbackPort();
  expect(taken.port).not.toBe(port);
  taken.release();
});

test("ports that are taken at once differ", async () => {
  const taken = await Promise.all(Array.from({ length: 50 }, () => takeLoopbackPort()));
  expect(new Set(taken.map(({ port }) => port)).size).toBe(50);
  for (const { release } of taken) release();
});
