import { join } from "node:path";
import { cassandraJarFolder } from "../../../scripts/support/cassandra-jars.ts";
import type { NodePlan } from "./node-files.ts";

/** What Cassandra's own `jvm17-server.options` opens of Java's modules. */
const exports = [
  "java.base/jdk.internal.misc",
  "java.base/jdk.internal.ref",
  "java.base/sun.nio.ch",
  "java.management.rmi/com.sun.jmx.remote.internal.rmi",
  "java.rmi/sun.rmi.registry",
  "java.rmi/sun.rmi.server",
  "java.sql/java.sql",
  "java.base/java.lang.ref",
  "jdk.unsupported/sun.misc",
];

const opens = [
  "java.base/java.lang.module",
  "java.base/jdk.internal.loader",
  "java.base/jdk.internal.ref",
  "java.base/jdk.internal.reflect",
  "java.base/jdk.internal.math",
  "java.base/jdk.internal.module",
  "java.base/jdk.internal.util.jar",
  "jdk.management/com.sun.management.internal",
  "java.base/sun.nio.ch",
  "java.base/java.io",
  "java.base/java.nio",
  "java.base/java.util",
  "java.base/java.lang",
  "java.base/java.util.concurrent",
  "java.base/java.util.concurrent.atomic",
  "java.base/java.lang.reflect",
];

/**
 * What a node is to be good at: `start` takes 40 % less CPU until it is up and 100 MB less memory,
 * which tests of behaviour want; `throughput` is how Cassandra is run, which benchmarks want.
 */
export type NodeTuning = keyof typeof collectorAndCompiler;

const collectorAndCompiler = {
  start: ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
  throughput: ["-XX:+UseG1GC"],
} as const;

/** The words after `java` that run Cassandra on the files of a plan. */
export function cassandraWords({ folder, heapMb, tuning }: NodePlan): readonly string[] {
  const properties = {
    "cassandra.config": `file://${join(folder, "conf", "cassandra.yaml")}`,
    "cassandra-foreground": "yes",
    "cassandra.storagedir": join(folder, "data"),
    "cassandra.logdir": folder,
    "logback.configurationFile": join(folder, "conf", "logback.xml"),
    // A node that is alone need not wait for others; those who join are started one by one.
    "cassandra.ring_delay_ms": "1000",
    "cassandra.skip_wait_for_gossip_to_settle": "0",
    "cassandra.superuser_setup_delay_ms": "100",
    "cassandra.consistent.rangemovement": "false",
    "jdk.attach.allowAttachSelf": "true",
    "io.netty.tryReflectionSetAccessible": "true",
    // Native libraries are unpacked here, and go with the folder.
    "java.io.tmpdir": join(folder, "tmp"),
  };
  return [
    `-Xms${heapMb}M`,
    `-Xmx${heapMb}M`,
    ...collectorAndCompiler[tuning],
    "-XX:MaxDirectMemorySize=128M",
    "-Xss512k",
    // Else Java leaves a file in /tmp when it is killed.
    "-XX:+PerfDisableSharedMem",
    ...exports.flatMap((name) => ["--add-exports", `${name}=ALL-UNNAMED`]),
    ...opens.flatMap((name) => ["--add-opens", `${name}=ALL-UNNAMED`]),
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    "-cp",
    `${join(folder, "conf")}:${join(cassandraJarFolder, "*")}`,
    "org.apache.cassandra.service.CassandraDaemon",
  ];
}
