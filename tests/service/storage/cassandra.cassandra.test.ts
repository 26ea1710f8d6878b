import { parseConfig } from "../../../service/contract/parse-config.ts";
import { serviceConfig } from "../../../service/contract/parse-service-config.ts";
import type { ServiceCassandraConfig } from "../../../service/contract/service-config.ts";
import { openCassandraStore } from "../../../service/storage/cassandra.ts";
import { describeStore, type StoreCandidate } from "../../suites/store.ts";
import { newKeyspace, type TestKeyspace } from "../../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../../support/cassandra/on-cassandra.ts";
import type { CassandraPlace } from "../../support/cassandra/place.ts";
import { cassandraSettings } from "../../support/kask-process.ts";

describeOnCassandra("on Cassandra", (cassandra) => describeStore("cassandra", storeOn(cassandra)));

function storeOn(cassandra: CassandraPlace): StoreCandidate {
  let keyspace: TestKeyspace | undefined;
  return {
    async open() {
      keyspace = await newKeyspace(cassandra);
      return openCassandraStore(cassandraConfig(cassandraSettings(keyspace)));
    },
    close: async () => keyspace?.drop(),
  };
}

function cassandraConfig(cassandra: object): ServiceCassandraConfig {
  const { config, mistakes } = parseConfig({ cassandra });
  if (config === undefined) throw new Error(JSON.stringify(mistakes));
  const [store] = serviceConfig(config).stores;
  if (store === undefined) throw new Error("no store");
  return store.cassandra;
}
