import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cassandraRelease, fetchedJars } from "../../cli/sandbox/box/cassandra-jars.ts";
import { root } from "./root.ts";

/** The server as Maven Central has it: with what these depend on, it runs. */
const artifacts = [
  ["org.apache.cassandra", "cassandra-all", cassandraRelease],
  ["ch.qos.logback", "logback-classic", "1.2.13"],
] as const;

const cacheFolder = join(root, "node_modules", ".cache");

/** Where the jars of Cassandra lie once they are fetched. */
export const cassandraJarFolder: string = fetchedJars(root);

/** Fetches Cassandra by Maven where that is possible; elsewhere the tests that need it are skipped by name. */
export function fetchCassandraJars(): void {
  if (existsSync(cassandraJarFolder)) return;
  if (spawnSync("mvn", ["--version"], { stdio: "ignore" }).status !== 0) {
    console.log("Not here: Cassandra, which Maven (mvn) would fetch.");
    return;
  }
  console.log("Fetching Cassandra …");
  mkdirSync(cacheFolder, { recursive: true });
  // Jars are moved when all are there, so that a fetch that broke off is never taken for Cassandra.
  const work = mkdtempSync(join(cacheFolder, "cassandra-"));
  try {
    copyDependencies(work);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function copyDependencies(work: string): void {
  const jars = join(work, "jars");
  writeFileSync(join(work, "pom.xml"), pom());
  const words = ["-q", "-B", "-f", join(work, "pom.xml"), `${plugin}:copy-dependencies`];
  const options = [`-DoutputDirectory=${jars}`, "-DincludeScope=runtime"];
  const { status, stdout } = spawnSync("mvn", [...words, ...options], { encoding: "utf8" });
  if (status === 0) renameSync(jars, cassandraJarFolder);
  else console.log(`Maven could not fetch Cassandra: ${stdout.trim().split("\n")[0] ?? ""}`);
}

const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

function pom(): string {
  const dependencies = artifacts.map(
    ([group, name, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kaskctl</groupId><artifactId>cassandra</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependencies.join("\n    ")}
  </dependencies>
</project>
`;
}
