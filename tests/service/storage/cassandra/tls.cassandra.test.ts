import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openCassandraStore } from "../../../../service/storage/cassandra/cassandra.ts";
import type { Store } from "../../../../service/storage/store.ts";
import { newKeyspace, type TestKeyspace } from "../../../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../../../support/cassandra/on-cassandra.ts";
import { type OneNode, startOneNode } from "../../../support/cassandra/one-node.ts";
import { storeConfig } from "../../../support/cassandra/store-config.ts";
import { cassandraSettings } from "../../../support/kask-process.ts";
import { recordingLog } from "../../../support/recording-log.ts";
import { startTcpProxy, type TcpProxy } from "../../../support/tcp-proxy.ts";
import { type TestCertificates, testCertificates } from "../../../support/test-certificates.ts";

const value = Buffer.alloc(100_000, "kask");

describeOnCassandra("a Cassandra that wants TLS and a client's certificate", () => {
  let files: TestCertificates;
  let server: OneNode | undefined;
  let keyspace: TestKeyspace;
  let proxy: TcpProxy;
  let store: Store | undefined;

  beforeAll(async () => {
    files = testCertificates();
    const [key, cert, ca] = [files.key, files.cert, files.ca].map((file) => files.read(file));
    if (key === undefined || cert === undefined || ca === undefined) throw new Error("no files");
    server = await startOneNode({ tls: { key, cert, clientCa: ca } });
    const sslOptions = { key, cert, ca, rejectUnauthorized: false };
    keyspace = await newKeyspace(server.place, { client: { sslOptions } });
  });
  afterAll(async () => {
    await keyspace?.client.shutdown();
    await server?.close();
    files.remove();
  });
  beforeEach(async () => {
    if (server === undefined) throw new Error("there is no server");
    proxy = await startTcpProxy(server.place);
  });
  afterEach(async () => {
    await store?.close();
    await proxy.close();
  });

  const open = async (host: string, tls: object): Promise<Store> => {
    const settings = {
      ...cassandraSettings(keyspace),
      hosts: [`${host}:${proxy.port}`],
      tls: { ca: files.ca, cert: files.cert, key: files.key, ...tls },
    };
    const { log } = recordingLog();
    store = await openCassandraStore(storeConfig(settings), { log, failFast: true });
    return store;
  };

  test("is spoken to under the name of the contact point", async () => {
    const opened = await open("localhost", {});
    const key = randomUUID();
    await opened.set(key, value, 60);
    expect(await opened.get(key)).toEqual(value);
    opened.reload?.();
  });

  test("is refused under a name that its certificate does not have, unless nobody looks", async () => {
    await expect(open("127.0.0.1", {})).rejects.toThrow(
      /IP: 127\.0\.0\.1 is not in the cert's list/,
    );
    const opened = await open("127.0.0.1", { enable_host_verification: false });
    expect(await opened.get(randomUUID())).toBeUndefined();
  });

  test("refuses a client without a certificate", async () => {
    await expect(open("localhost", { cert: "", key: "" })).rejects.toThrow(
      /Error connecting to Cassandra/,
    );
  });
});
