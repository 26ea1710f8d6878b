import { expect, test } from "vitest";
import { parseConfig } from "../../../service/contract/parse-config.ts";
import { serviceConfig } from "../../../service/contract/parse-service-config.ts";
import type { ServiceCassandraConfig } from "../../../service/contract/service-config.ts";
import { openCassandraStore } from "../../../service/storage/cassandra.ts";
import { freePort } from "../../support/free-port.ts";

function cassandraConfig(cassandra: object): ServiceCassandraConfig {
  const { config, mistakes } = parseConfig({ cassandra });
  if (config === undefined) throw new Error(JSON.stringify(mistakes));
  const [store] = serviceConfig(config).stores;
  if (store === undefined) throw new Error("no store");
  return store.cassandra;
}

test("a Cassandra that is away is named with its port and reason", async () => {
  const port = await freePort();
  const opening = openCassandraStore(cassandraConfig({ hosts: ["127.0.0.1"], port }));
  await expect(opening).rejects.toThrow(
    new RegExp(`Error connecting to Cassandra at 127\\.0\\.0\\.1, port ${port}: .*ECONNREFUSED`),
  );
});

test("an unreadable authority is named with its setting", async () => {
  const tls = { ca: "/nowhere/ca.pem" };
  await expect(openCassandraStore(cassandraConfig({ tls }))).rejects.toThrow(
    /cannot read cassandra\.tls\.ca: .*\/nowhere\/ca\.pem/,
  );
});

test("an error never shows the password", async () => {
  const port = await freePort();
  const authentication = { username: "kask", password: "hunter2" };
  const opening = openCassandraStore(
    cassandraConfig({ hosts: ["127.0.0.1"], port, authentication }),
  );
  await expect(opening).rejects.not.toThrow(/hunter2/);
});
