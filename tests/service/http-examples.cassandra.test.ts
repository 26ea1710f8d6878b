import { resolve } from "node:path";
import { test } from "vitest";
import { describeHttpExamples } from "../suites/http-examples.ts";
import { newKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../support/cassandra/on-cassandra.ts";
import { cassandraSettings, startKaskProcess } from "../support/kask-process.ts";

/** Wikimedia's own Kask, as a program: with it, the examples themselves are examined. */
const reference = process.env["KASKCTL_REFERENCE_KASK"];

describeOnCassandra("on Cassandra", (cassandra) => {
  const start = async (program?: readonly [string]) => {
    const keyspace = await newKeyspace(cassandra);
    const settings = { cassandra: cassandraSettings(keyspace) };
    const kask = await startKaskProcess({ settings, ...(program && { program }) });
    return { ...kask, close: () => kask.close().then(keyspace.drop) };
  };

  describeHttpExamples("our Kask", () => start());
  if (reference === undefined) {
    test.skip("Wikimedia's own Kask (KASKCTL_REFERENCE_KASK names none)");
  } else {
    describeHttpExamples("Wikimedia's own Kask", () => start([resolve(reference)]));
  }
});
