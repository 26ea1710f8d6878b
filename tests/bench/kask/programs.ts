import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/support/root.ts";
import type { TestKeyspace } from "../../support/cassandra/keyspace.ts";
import { until } from "../../support/cassandra/until.ts";
import { freePort } from "../../support/free-port.ts";
import { type Contender, startContender } from "./contender.ts";

const baseUri = "/sessions/v1/";
const bundle = join(root, "dist", "kask.js");

/** Our own kask before a keyspace. */
export async function startOurs(folder: string, keyspace: TestKeyspace): Promise<Contender> {
  const port = await freePort();
  const config = writeConfig(join(folder, "ours.json"), port, keyspace);
  const words = [process.execPath, bundle, "--config", config] as const;
  return ready(await startContender({ name: "kask", words, port, baseUri }));
}

/** Wikimedia's Kask before the same keyspace. */
export async function startReference(
  program: string,
  folder: string,
  keyspace: TestKeyspace,
): Promise<Contender> {
  const port = await freePort();
  const config = writeConfig(join(folder, "reference.json"), port, keyspace);
  const words = [program, "-config", config] as const;
  return startContender({ name: "Kask v1.0.10", words, port, baseUri });
}

/** Our own kask with its embedded store, on the first processor only. */
export async function startEmbedded(folder: string): Promise<Contender> {
  const port = await freePort();
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  const words = [
    "taskset",
    "--cpu-list",
    "0",
    process.execPath,
    bundle,
    "--store",
    "embedded",
    "--data",
    data,
    "--listen",
    `127.0.0.1:${port}`,
  ] as const;
  return startContender({ name: "kask, embedded", words, port, baseUri: "/v1/" });
}

/** Settings as both programs read them; JSON is YAML. */
function writeConfig(file: string, port: number, keyspace: TestKeyspace): string {
  const { host, port: cassandraPort, dc, name } = keyspace;
  const config = {
    base_uri: baseUri,
    listen_address: "127.0.0.1",
    listen_port: port,
    cassandra: { hosts: [host], port: cassandraPort, keyspace: name, local_dc: dc },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Ours listens before Cassandra is reached. */
async function ready(contender: Contender): Promise<Contender> {
  const { name, origin } = contender;
  const isReady = async (): Promise<boolean> => (await fetch(`${origin}/readyz`)).ok;
  try {
    await until(isReady, 30_000, () => `${name} does not become ready`);
  } catch (error) {
    await contender.stop();
    throw error;
  }
  return contender;
}
