import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeHttpExamples, type KaskCandidate } from "../suites/http-examples.ts";
import { newKeyspace } from "../support/cassandra.ts";
import { freePort } from "../support/free-port.ts";
import { ask, startKask } from "../support/running-kask.ts";

for (const base_uri of ["/sessions/v1", "/v1/", "a/b/c"]) {
  describeHttpExamples(`under the base URI ${base_uri}`, () => startKask({ base_uri }));
}

/** Wikimedia's own Kask, as a program; it needs a Cassandra. With both, the examples are examined. */
const reference = process.env["KASKCTL_REFERENCE_KASK"];
const cassandra = process.env["KASKCTL_CASSANDRA"];

if (reference !== undefined && cassandra !== undefined) {
  describeHttpExamples("Wikimedia's own Kask", () => startReference(reference, cassandra));
}

async function startReference(program: string, place: string): Promise<KaskCandidate> {
  const keyspace = await newKeyspace(place, "values");
  const folder = await mkdtemp(join(tmpdir(), "kask-reference-"));
  const port = await freePort();
  const { host, port: cassandraPort, dc, name } = keyspace;
  const config = {
    base_uri: "/sessions/v1",
    listen_address: "127.0.0.1",
    listen_port: port,
    cassandra: { hosts: [host], port: cassandraPort, keyspace: name, local_dc: dc },
  };
  await writeFile(join(folder, "config.yaml"), JSON.stringify(config));
  const child = spawn(program, ["-config", join(folder, "config.yaml")], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  // It says that it starts before it listens: the port itself tells.
  let alive = true;
  void ended.then(() => {
    alive = false;
  });
  while (!(await answers(port))) if (!alive) throw new Error("the reference Kask did not start");
  return {
    port,
    baseUri: "/sessions/v1/",
    async close() {
      child.kill();
      await ended;
      await keyspace.drop();
      await rm(folder, { recursive: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return ask(port, "GET", "/healthz").then(
    () => true,
    () => false,
  );
}
