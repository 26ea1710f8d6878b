import { expect } from "vitest";
import { describeOnCassandra } from "../support/cassandra/on-cassandra.ts";
import { startOneNode } from "../support/cassandra/one-node.ts";
import { needs } from "../support/requires.ts";
import { problemsOfSection } from "../support/run-kask-page.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { testCertificates } from "../support/test-certificates.ts";

/** Each raises a Cassandra first. */
const timeoutMs = 300_000;

describeOnCassandra("the how-to of kask, with a Cassandra", () => {
  needs("curl")(
    "does what it says: Over one Cassandra",
    async () => {
      // One of its own, since the page makes a keyspace.
      const { place, close } = await startOneNode();
      try {
        const names = { "cassandra.example": place.host };
        expect(await problemsOfSection("Over one Cassandra", { names })).toEqual([]);
      } finally {
        await close();
      }
    },
    timeoutMs,
  );

  needs("curl")(
    "does what it says: Cassandra with TLS and a login",
    async () => {
      const { ca, cert, key, read, remove } = testCertificates();
      const tls = { key: read(key), cert: read(cert), clientCa: read(ca) };
      const { place, close } = await startOneNode({ authentication: true, tls });
      // The certificate is that of localhost.
      const proxy = await startTcpProxy(place);
      try {
        const names = { "cassandra.example": `"localhost:${proxy.port}"` };
        const files = { "cassandra-ca.pem": ca, "client.pem": cert, "client-key.pem": key };
        const title = "Cassandra with TLS and a login";
        expect(await problemsOfSection(title, { names, files })).toEqual([]);
      } finally {
        await proxy.close();
        await close();
        remove();
      }
    },
    timeoutMs,
  );
});
