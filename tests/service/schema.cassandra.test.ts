import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { schema } from "../../service/schema.ts";
import { newKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../support/cassandra/on-cassandra.ts";
import { cassandraSettings, startKaskProcess } from "../support/kask-process.ts";
import { ask } from "../support/running-kask.ts";

function fileOf(cassandra: object): string {
  const folder = mkdtempSync(join(tmpdir(), "kask-schema-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "config.yaml");
  writeFileSync(file, JSON.stringify({ cassandra }));
  return file;
}

describeOnCassandra("kask schema --apply", (cassandra) => {
  test("makes keyspace and table once, and Kask serves from them", async () => {
    const other = await newKeyspace(cassandra);
    onTestFinished(() => other.drop());
    const keyspace = `Made_${randomBytes(4).toString("hex")}`;
    const settings = { ...cassandraSettings(other), keyspace };
    const words = ["--config", fileOf(settings), "--apply"];
    expect(await schema(words)).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `Made the keyspace ${keyspace} with NetworkTopologyStrategy ${other.dc}=1.
Made the table ${keyspace}.values.
`,
    });
    onTestFinished(async () => void (await other.client.execute(`DROP KEYSPACE "${keyspace}"`)));

    const kask = await startKaskProcess({
      settings: { cassandra: settings },
      words: ["--fail-fast"],
    });
    onTestFinished(() => kask.close());
    expect((await ask(kask.port, "POST", `${kask.baseUri}k`, { body: "v" })).status).toBe(201);

    expect(await schema([...words, "--replication", `${other.dc}=1`])).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `The keyspace ${keyspace} was there already, with NetworkTopologyStrategy ${other.dc}=1.
The table ${keyspace}.values was there already.
`,
    });
    expect((await ask(kask.port, "GET", `${kask.baseUri}k`)).body.toString()).toBe("v");
  });

  test("leaves a keyspace of another replication and a table of another shape, and says so", async () => {
    const keyspace = await newKeyspace(cassandra);
    onTestFinished(() => keyspace.drop());
    const { name, dc } = keyspace;
    await keyspace.client.execute(`CREATE TABLE "${name}".odd (id int PRIMARY KEY, value text)`);
    const file = fileOf({ ...cassandraSettings(keyspace), table: "odd" });
    const { stdout, exitCode } = await schema([
      "--config",
      file,
      "--replication",
      `${dc}=3`,
      "--apply",
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      `The keyspace ${name} was there already, with NetworkTopologyStrategy ${dc}=1 instead of NetworkTopologyStrategy ${dc}=3, and was left as it is. ALTER KEYSPACE changes it; then repair it on every node.
The table ${name}.odd was there already with other columns (id int partition_key, value text regular) than Kask's (key text partition_key, value blob regular), and was left as it is. Choose another with cassandra.table.
`,
    );
  });

  test("says what Cassandra says of a data centre that it does not have", async () => {
    const keyspace = `None_${randomBytes(4).toString("hex")}`;
    const { host, port } = cassandra;
    const file = fileOf({ hosts: [host], port, keyspace });
    const ended = await schema(["--config", file, "--replication", "nowhere=3", "--apply"]);
    expect(ended).toMatchObject({ stdout: "", exitCode: 1 });
    expect(ended.stderr).toMatch(
      new RegExp(`^kask: cannot make ${keyspace}\\.values: .*nowhere.*\n$`),
    );
  });
});
