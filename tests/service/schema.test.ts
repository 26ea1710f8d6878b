import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { schema } from "../../service/schema.ts";
import { freePort } from "../support/free-port.ts";

function fileOf(settings: object): string {
  const folder = mkdtempSync(join(tmpdir(), "kask-schema-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "config.yaml");
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

const table = (name: string): string =>
  `CREATE TABLE IF NOT EXISTS ${name} (key text PRIMARY KEY, value blob) WITH speculative_retry = '50ms';\n`;

test("without a config it prints what Kask's own file has, and how to have more copies", async () => {
  expect(await schema([])).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `-- One copy only: say --replication DC=3 for three, in each data centre.
CREATE KEYSPACE IF NOT EXISTS "kask" WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1};
${table('"kask"."values"')}`,
  });
});

test("it prints each keyspace and table of the stores once", async () => {
  const file = fileOf({
    cassandra: { keyspace: "sessions" },
    stores: [
      { name: "a", base_uri: "a" },
      { name: "b", base_uri: "b", cassandra: { table: "others" } },
      { name: "c", base_uri: "c" },
    ],
  });
  const { stdout } = await schema(["--config", file, "--replication", "eqiad=3,codfw=3"]);
  expect(stdout).toBe(
    `CREATE KEYSPACE IF NOT EXISTS "sessions" WITH replication = {'class': 'NetworkTopologyStrategy', 'eqiad': 3, 'codfw': 3};
${table('"sessions"."values"')}${table('"sessions"."others"')}`,
  );
});

test.each([
  [["--replication", "eqiad"], '-replication must be DC=N[,DC=N], not "eqiad"'],
  [["--replication", "a=1,"], '-replication must be DC=N[,DC=N], not "a=1,"'],
  [["--replication", "a=0"], '-replication must be DC=N[,DC=N], not "a=0"'],
  [["apply"], "unexpected word: apply"],
])("%j is a misuse", async (words, message) => {
  const stderr = `kask: ${message}. Try kask schema --help.\n`;
  expect(await schema(words)).toEqual({ stdout: "", stderr, exitCode: 2 });
});

test("copies that leave out the data centre of their own Kask are a misuse, and nothing is asked", async () => {
  const file = fileOf({ cassandra: { local_dc: "eqiad" } });
  const words = ["--config", file, "--replication", "eqaid=3,codfw=3"];
  const told = { stdout: "", stderr: expect.stringContaining("no copy in eqiad"), exitCode: 2 };
  expect(await schema(words)).toEqual(told);
  expect(await schema([...words, "--apply"])).toEqual(told);
});

test("--apply says where Cassandra is not", async () => {
  const port = await freePort();
  const file = fileOf({ cassandra: { hosts: ["127.0.0.1"], port } });
  const { stderr, exitCode } = await schema(["--apply", "--config", file]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^kask: cannot reach Cassandra: .*127\\.0\\.0\\.1:${port}: .*ECONNREFUSED.*\n$`),
  );
});
