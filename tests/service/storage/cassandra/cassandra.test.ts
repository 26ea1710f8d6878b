import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openCassandraStore } from "../../../../service/storage/cassandra/cassandra.ts";
import { storeConfig } from "../../../support/cassandra/store-config.ts";
import { freePort } from "../../../support/free-port.ts";
import { recordingLog } from "../../../support/recording-log.ts";
import { testCertificates } from "../../../support/test-certificates.ts";

const key = "a session key";
const value = Buffer.from("a value");

test("with fail-fast, a Cassandra that is away is named with its port and reason", async () => {
  const port = await freePort();
  const config = storeConfig({ hosts: ["127.0.0.1"], port });
  await expect(
    openCassandraStore(config, { log: recordingLog().log, failFast: true }),
  ).rejects.toThrow(
    new RegExp(`Error connecting to Cassandra at 127\\.0\\.0\\.1, port ${port}: .*ECONNREFUSED`),
  );
});

test("without fail-fast, the store is there, not ready, refuses at once and says so in one line", async () => {
  const port = await freePort();
  const config = storeConfig({ hosts: ["127.0.0.1"], port });
  const { log, lines } = recordingLog();
  const store = await openCassandraStore(config, { log, failFast: false });
  await expect(store.set(key, value, 1)).rejects.toMatchObject({ kind: "unavailable" });
  // On a slow machine it also tells that it is still connecting.
  await expect
    .poll(() => lines.filter((line) => !line.includes("still connecting")))
    .toEqual([
      expect.stringMatching(
        /^error Cassandra's table kask\.values is not ready: cannot reach Cassandra: .*ECONNREFUSED/,
      ),
    ]);
  expect(store.readiness()).toEqual({
    ready: false,
    reason: expect.stringContaining(`127.0.0.1:${port}`),
  });
  await expect(store.get(key)).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("ECONNREFUSED"),
  });
  await store.close();
});

test("an unreadable authority is named with its setting", async () => {
  const config = storeConfig({ tls: { ca: "/nowhere/ca.pem" } });
  await expect(
    openCassandraStore(config, { log: recordingLog().log, failFast: false }),
  ).rejects.toThrow("cassandra.tls.ca /nowhere/ca.pem: no such file or directory");
});

test("a Cassandra without TLS is told from one that is away", async () => {
  const files = testCertificates();
  onTestFinished(() => files.remove());
  // So begins what Cassandra answers to a frame of a version that it does not know.
  const refusal = Buffer.from([0x84, 0, 0, 0, 0]);
  const plain = createServer((socket) => socket.once("data", () => socket.end(refusal)));
  await once(plain.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void plain.close());
  const { port } = plain.address() as AddressInfo;
  const config = storeConfig({ hosts: ["127.0.0.1"], port, tls: { ca: files.ca } });
  await expect(
    openCassandraStore(config, { log: recordingLog().log, failFast: true }),
  ).rejects.toThrow("it does not speak TLS, which cassandra.tls asks for");
});

test("an error never shows the login", async () => {
  const port = await freePort();
  const authentication = { username: "kask", password: "hunter2" };
  const config = storeConfig({ hosts: ["127.0.0.1"], port, authentication });
  const { log, lines } = recordingLog();
  await expect(openCassandraStore(config, { log, failFast: true })).rejects.not.toThrow(/hunter2/);
  expect(lines.join()).not.toContain("hunter2");
});
