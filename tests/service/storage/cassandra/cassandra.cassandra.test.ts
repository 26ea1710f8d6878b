import { openCassandraStore } from "../../../../service/storage/cassandra/cassandra.ts";
import { describeStore, type StoreCandidate } from "../../../suites/store.ts";
import { newKeyspace, type TestKeyspace } from "../../../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../../../support/cassandra/on-cassandra.ts";
import type { CassandraPlace } from "../../../support/cassandra/place.ts";
import { storeConfig } from "../../../support/cassandra/store-config.ts";
import { cassandraSettings } from "../../../support/kask-process.ts";
import { recordingLog } from "../../../support/recording-log.ts";

describeOnCassandra("on Cassandra", (cassandra) => describeStore("cassandra", storeOn(cassandra)));

function storeOn(cassandra: CassandraPlace): StoreCandidate {
  let keyspace: TestKeyspace | undefined;
  return {
    async open() {
      keyspace = await newKeyspace(cassandra);
      const config = storeConfig(cassandraSettings(keyspace));
      return openCassandraStore(config, { log: recordingLog().log, failFast: true });
    },
    close: async () => keyspace?.drop(),
  };
}
