import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type NameServer, startNameServer } from "../../../cli/sandbox/box/name-server.ts";

const known = new Map([
  ["store02.deployment-prep.eqiad1.wikimedia.cloud", "198.18.7.11"],
  ["puppet", "198.18.7.1"],
]);

let server: NameServer;
let resolver: Resolver;

beforeEach(async () => {
  server = await startNameServer({ address: "127.0.0.1", port: 0 }, known);
  // A second question only comes where the first had no answer.
  resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
});

afterEach(() => server.close());

test("a box tells the address of a name that it knows, however it is written", async () => {
  expect(await resolver.resolve4("puppet")).toEqual(["198.18.7.1"]);
  const name = "Store02.Deployment-Prep.eqiad1.wikimedia.cloud";
  expect(await resolver.resolve4(name)).toEqual(["198.18.7.11"]);
});

test("a box says of a name that it does not know that there is none, and does not ask anybody", async () => {
  await expect(resolver.resolve4("wikimedia.org")).rejects.toMatchObject({ code: "ENOTFOUND" });
});

test("a box says of a name without IPv6 that there is one, and no such address", async () => {
  await expect(resolver.resolve6("puppet")).rejects.toMatchObject({ code: "ENODATA" });
});

test("a box answers no answer", async () => {
  const socket = createSocket("udp4");
  const answered = new Promise<Buffer>((resolve) => socket.once("message", resolve));
  const question = (id: string, flags: string) =>
    Buffer.from(`${id}${flags}0001000000000000067075707065740000010001`, "hex");
  socket.send(question("1234", "8180"), server.port, "127.0.0.1");
  socket.send(question("5678", "0100"), server.port, "127.0.0.1");
  expect((await answered).readUInt16BE(0)).toBe(0x5678);
  socket.close();
});

test.each([
  ["an empty one", ""],
  ["one without a question", "12340100000100000000"],
  ["one whose name does not end", "123401000001000000000000067075707065"],
  ["one whose name points elsewhere", "123401000001000000000000c00c00010001"],
])("a box goes on after a message that is no question: %s", async (_, message) => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) =>
    socket.send(Buffer.from(message, "hex"), server.port, "127.0.0.1", () => resolve()),
  );
  socket.close();
  expect(await resolver.resolve4("puppet")).toEqual(["198.18.7.1"]);
});
