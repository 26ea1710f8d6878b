import { readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../cli/base/secret.ts";
import { preflightSchema, schemaStep } from "../../../cli/deploy/schema-step.ts";
import { loadMapping } from "../../../cli/hiera/load-mapping.ts";
import type { CqlConnection } from "../../../cli/schema/cql-connection.ts";
import { withCassandra } from "../../../cli/schema/reach-cassandra.ts";
import { heartbeats, nodesBehind } from "../../../cli/schema/read-cluster.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { createOpensshTransport } from "../../../cli/ssh/openssh.ts";
import { describeOnCassandra } from "../../support/cassandra/on-cassandra.ts";
import { needs } from "../../support/requires.ts";
import { testWorld } from "../../support/test-world.ts";
import { newSchemaBench, readOnHost, type SchemaBench } from "./schema-bench.ts";

const keyspaceCql = `CREATE KEYSPACE IF NOT EXISTS "kask" WITH replication = {'class': 'NetworkTopologyStrategy', 'eqiad': 1};`;
const tableCql = `CREATE TABLE IF NOT EXISTS "kask"."values" (key text PRIMARY KEY, value blob) WITH speculative_retry = '50ms';`;
const kask = { keyspace: "kask" };

describeOnCassandra("a schema through SSH", () => {
  let bench: SchemaBench;
  beforeAll(async () => {
    bench = await newSchemaBench();
  });
  afterAll(() => bench?.close());
  afterEach(async () => {
    for (const name of ["kask", "sessions"]) {
      await bench.client.execute(`DROP KEYSPACE IF EXISTS ${name}`);
    }
  });

  /** An address beside that of Cassandra, at which nobody listens. */
  function nowhere(): string {
    return bench.node.place.host.replace(/\d+$/, "77");
  }

  async function tables(): Promise<readonly string[]> {
    const { rows } = await bench.client.execute(
      "SELECT JSON * FROM system_schema.tables WHERE keyspace_name IN ('kask', 'sessions')",
    );
    return rows.map((row) => String(row["[json]"]));
  }

  for (const [transport, thatTest] of [
    ["openssh", needs("ssh")],
    ["ssh2", test],
  ] as const) {
    thatTest(`is planned, made once, and then left alone, by ${transport}`, async () => {
      const words = { values: kask, transport, yes: true };
      expect(await bench.plan(words)).toMatchObject({
        exitCode: 0,
        stdout: `-- Cassandra: 1 node in eqiad.
-- The keyspace kask is missing.
${keyspaceCql}
-- The table kask.values is missing.
${tableCql}
`,
      });
      expect(await tables()).toEqual([]);
      expect(await bench.apply(words)).toMatchObject({
        exitCode: 0,
        stdout: "-- kask.values is made.\n",
        progress: expect.stringContaining(`${keyspaceCql}\n-- The table`),
      });
      await bench.client.execute("INSERT INTO kask.values (key, value) VALUES ('k', 0x00)");
      await bench.client.execute("ALTER TABLE kask.values WITH gc_grace_seconds = 4711");
      const before = await tables();
      expect(await bench.apply(words)).toMatchObject({
        exitCode: 0,
        stdout: "-- kask.values is there already; nothing was changed.\n",
        asked: [],
      });
      expect(await tables()).toEqual(before);
      expect((await bench.plan(words)).stdout).toBe(`-- Cassandra: 1 node in eqiad.
-- The keyspace kask is there, with NetworkTopologyStrategy eqiad=1.
-- The table kask.values is there.
`);
    });
  }

  test("is one JSON document with --json", async () => {
    const values = { ...kask, table: "odd" };
    const { stdout } = await bench.apply({ values, yes: true, json: true, transport: "ssh2" });
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: 1,
      keyspace: "kask",
      table: "odd",
      data_centres: { eqiad: 1 },
      steps: [{ cql: keyspaceCql.slice(0, -1) }, { message: "The table kask.odd is missing." }],
      objections: [],
      made: true,
    });
  });

  test("is made where a person says yes, and not without anybody", async () => {
    const words = { values: kask, transport: "ssh2" } as const;
    await expect(bench.apply(words)).rejects.toMatchObject({ code: "needs-confirmation" });
    await expect(bench.apply({ ...words, answer: "no" })).rejects.toMatchObject({
      code: "not-confirmed",
    });
    expect(await tables()).toEqual([]);
    await bench.apply({ ...words, answer: "yes" });
    expect(await tables()).toHaveLength(1);
  });

  test("keeps as many copies as --replication says, and says so where there are others", async () => {
    const words = { values: kask, yes: true, transport: "ssh2" } as const;
    await expect(
      bench.apply({ ...words, options: { replication: "nowhere=3" } }),
    ).rejects.toMatchObject({
      code: "cassandra-refused",
      message: expect.stringContaining("nowhere"),
    });
    await bench.apply({ ...words, options: { replication: "eqiad=1" } });
    const other = { ...words, options: { replication: "eqiad=2" } };
    await expect(bench.apply(other)).rejects.toMatchObject({
      code: "schema-differs",
      message: expect.stringContaining("eqiad=1 instead of NetworkTopologyStrategy eqiad=2"),
    });
    expect((await bench.plan(other)).exitCode).toBe(1);
    await expect(bench.plan({ ...words, options: { replication: "three" } })).rejects.toMatchObject(
      { code: "wrong-use" },
    );
  });

  test("leaves a table of another shape as it is, and says so", async () => {
    await bench.client.execute(keyspaceCql);
    await bench.client.execute("CREATE TABLE kask.values (id int PRIMARY KEY, value text)");
    const before = await tables();
    const words = { values: kask, yes: true, transport: "ssh2" } as const;
    await expect(bench.apply(words)).rejects.toMatchObject({
      code: "schema-differs",
      message:
        "The table kask.values is there with other columns (id int partition_key, value text regular) than Kask's (key text partition_key, value blob regular).",
    });
    expect(await tables()).toEqual(before);
  });

  test("beside a keyspace that holds such a table is made for nobody who only says --yes", async () => {
    const words = { values: kask, yes: true, transport: "ssh2" } as const;
    await bench.apply({ ...words, values: { keyspace: "sessions" } });
    const elsewhere = {
      code: "schema-elsewhere",
      message: expect.stringContaining("sessions.values"),
    };
    await expect(bench.apply(words)).rejects.toMatchObject(elsewhere);
    await expect(bench.apply({ ...words, answer: "yes" })).rejects.toMatchObject(elsewhere);
    await expect(
      bench.apply({ ...words, options: { newKeyspace: "sessions" } }),
    ).rejects.toMatchObject(elsewhere);
    expect(await tables()).toHaveLength(1);
    expect((await bench.plan(words)).stdout).toContain(
      "a table of the same shape is: sessions.values",
    );

    const typed = await bench.apply({ ...words, answer: "kask" });
    expect(typed).toMatchObject({ exitCode: 0, asked: [expect.stringContaining("(kask)")] });
    await bench.client.execute("DROP KEYSPACE kask");
    await bench.apply({ ...words, options: { newKeyspace: "kask" } });
    expect(await tables()).toHaveLength(2);
  });

  test("needs the login that the site's secret holds, and shows it nowhere", async () => {
    const cassandra_password = { env: "CASSANDRA_PASSWORD" };
    const words = { values: { ...kask, cassandra_password }, transport: "ssh2" } as const;
    const wrong = { ...words, env: { CASSANDRA_PASSWORD: "not-the-s3cr3t" } };
    const refusal = await bench.plan(wrong).catch((error: Error) => error);
    expect(refusal).toMatchObject({
      code: "cassandra-refused",
      message: expect.stringMatching(/lets nobody in: it refuses user name or password/),
    });
    expect(JSON.stringify([refusal, String(refusal)])).not.toContain("s3cr3t");
    const right = await bench.plan({ ...words, env: { CASSANDRA_PASSWORD: "cassandra" } });
    expect(right.exitCode).toBe(0);
  });

  test("takes a login that only the puppetserver knows from where Puppet wrote it", async () => {
    const cassandra_password = { hiera: "sessionstore_cassandra_password" };
    const words = { values: { ...kask, cassandra_password }, transport: "ssh2" } as const;
    await expect(bench.plan(words)).rejects.toMatchObject({ code: "secret-unavailable" });
    await puppetWrites(bench, { username: "cassandra", password: "cassandra" });
    expect((await bench.plan(words)).exitCode).toBe(0);
  });

  test("says so where Cassandra wants a login and Kask is given none", async () => {
    const cassandra_password = { hiera: "sessionstore_cassandra_password" };
    await puppetWrites(bench, undefined);
    await expect(
      bench.plan({ values: { ...kask, cassandra_password }, transport: "ssh2" }),
    ).rejects.toMatchObject({ code: "cassandra-refused", message: /it wants a login/ });
  });

  needs("ssh")("says where nobody answers, at once", async () => {
    const words = { values: { ...kask, cassandra_hosts: [nowhere()] } };
    await expect(bench.plan(words)).rejects.toMatchObject({
      code: "cassandra-unreachable",
      message: `Cassandra at ${nowhere()}, port 9042 does not answer ${bench.fqdn}: it closed the connection.`,
    });
  });

  needs("ssh")("is found at another address of the host than its name leads to", async () => {
    await program(bench, "hostname", `echo ${nowhere()} ${bench.node.place.host}`);
    onTestFinished(() => rm(join(bench.bin, "hostname")));
    const { exitCode } = await bench.plan({ values: { ...kask, cassandra_hosts: [bench.fqdn] } });
    expect(exitCode).toBe(0);
  });

  needs("ssh")("is no longer waited for after Ctrl-C, and no tunnel stays", async () => {
    const runtime = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
    onTestFinished(() => rm(runtime, { recursive: true }));
    await systemctl(bench, { cassandra: "loaded" });
    const stop = new AbortController();
    const waiting = bench.plan({
      values: { ...kask, cassandra_hosts: [nowhere()] },
      signal: stop.signal,
      env: { XDG_RUNTIME_DIR: runtime },
    });
    const ended = expect(waiting).rejects.toMatchObject({ code: "interrupted" });
    await expect.poll(() => readdirSync(runtime).length).toBe(1);
    stop.abort();
    await ended;
    expect(readdirSync(runtime)).toEqual([]);
  });

  test("is asked for at each node that is up, as far as the login may know that", async () => {
    const { client, node } = bench;
    const transport = createLocalTransport(testWorld());
    onTestFinished(() => transport.close());
    const asking = <Result>(username: string, ask: (cql: CqlConnection) => Promise<Result>) => {
      const { host, port } = node.place;
      const login = { username, password: new Secret("cassandra") };
      const place = { hosts: ["host"], nodes: [host], port, login };
      return withCassandra(place, { transport, world: testWorld(), waitMs: 0 }, ask);
    };
    const first = await asking("cassandra", heartbeats);
    expect([...first.keys()]).toEqual([node.place.host]);
    await expect.poll(() => asking("cassandra", heartbeats)).not.toEqual(first);

    await client.execute("CREATE ROLE kask WITH PASSWORD = 'cassandra' AND LOGIN = true");
    onTestFinished(async () => {
      await client.execute("DROP ROLE kask");
    });
    expect(await asking("kask", nodesBehind)).toEqual([]);
    expect(await asking("kask", heartbeats)).toEqual(new Map());
    const peer = "INSERT INTO system.peers (peer, schema_version) VALUES ('192.0.2.1', uuid())";
    await client.execute(peer);
    onTestFinished(async () => {
      await client.execute("DELETE FROM system.peers WHERE peer = '192.0.2.1'");
    });
    expect(await asking("kask", nodesBehind)).toEqual(["192.0.2.1"]);
  });

  /** The schema step of a deploy on the host, or what it looks at before anything is written. */
  async function step<Result>(
    cassandra: object,
    run: (request: Parameters<typeof schemaStep>[0]) => Promise<Result>,
  ): Promise<Result> {
    const transport = createOpensshTransport({
      configFile: bench.configFile,
      user: undefined,
      jump: undefined,
      world: testWorld(),
    });
    const text = JSON.stringify({
      "profile::cassandra::instances": { [bench.fqdn]: {} },
      "profile::docker::runner::service_defs": {
        "mediawiki-services-kask": { port: 8080, version: "v1.0.10", config: { cassandra } },
      },
    });
    const data = loadMapping(text) ?? new Map();
    try {
      return await run({ data, hosts: [bench.fqdn], transport, world: testWorld() });
    } finally {
      await transport.close();
    }
  }

  function settings() {
    const authentication = { username: "cassandra", password: "cassandra" };
    return { hosts: [bench.node.place.host], keyspace: "kask", authentication };
  }

  const started =
    "reset-failed mediawiki-services-kask.service\nrestart mediawiki-services-kask.service\n";

  for (const kask of ["failed", "activating"]) {
    needs("ssh")(`is made by a first deploy, which starts a Kask that is ${kask}`, async () => {
      await systemctl(bench, { cassandra: "loaded", kask });
      expect(await step(settings(), schemaStep)).toMatch(
        /^made kask\.values, in Cassandra \d+\.\d/,
      );
      expect(await tables()).toHaveLength(1);
      expect(await readOnHost(bench, "systemctl.log")).toBe(started);
    });
  }

  needs("ssh")("starts a Kask that an earlier deploy left behind, and none that runs", async () => {
    await systemctl(bench, { cassandra: "loaded" });
    await step(settings(), schemaStep);
    for (const [kask, log] of [
      ["failed", started],
      ["active", ""],
    ] as const) {
      await systemctl(bench, { cassandra: "loaded", kask });
      expect(await step(settings(), schemaStep)).toMatch(
        /^kask\.values is there, in Cassandra \d+\.\d/,
      );
      expect(await readOnHost(bench, "systemctl.log")).toBe(log);
    }
  });

  needs("ssh")("is nothing to a deploy where Puppet made no Cassandra", async () => {
    await systemctl(bench, { cassandra: "not-found" });
    expect(await step({ ...settings(), hosts: [nowhere()] }, schemaStep)).toBe(
      "Puppet made no Cassandra on these hosts",
    );
  });

  needs("ssh")("stops a deploy where another keyspace holds such a table", async () => {
    await systemctl(bench, { cassandra: "loaded" });
    await step({ ...settings(), keyspace: "sessions" }, schemaStep);
    for (const run of [preflightSchema, schemaStep]) {
      await expect(step<unknown>(settings(), run)).rejects.toMatchObject({
        code: "schema-elsewhere",
      });
    }
    expect(await tables()).toHaveLength(1);
  });

  needs("ssh")(
    "stops no deploy before it writes where Cassandra does not answer yet, or holds what is asked for",
    async () => {
      await systemctl(bench, { cassandra: "not-found" });
      await step({ ...settings(), hosts: [nowhere()] }, preflightSchema);
      await systemctl(bench, { cassandra: "loaded" });
      await step({ ...settings(), hosts: [nowhere()] }, preflightSchema);
      await step(settings(), preflightSchema);
      await step(settings(), schemaStep);
      await step(settings(), preflightSchema);
      expect(await tables()).toHaveLength(1);
    },
  );
});

/** The configuration of Kask on the host. */
async function puppetWrites({ root }: SchemaBench, authentication: object | undefined) {
  const file = join(root, "etc/mediawiki-services-kask/config.yaml");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ cassandra: authentication ? { authentication } : {} }));
  onTestFinished(() => rm(root, { recursive: true }));
}

async function program({ bin }: SchemaBench, name: string, script: string): Promise<void> {
  const file = join(bin, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** A systemd that knows two units. */
async function systemctl(
  bench: SchemaBench,
  { cassandra, kask: state = "active" }: { readonly cassandra: string; readonly kask?: string },
): Promise<void> {
  const { root } = bench;
  await rm(root, { recursive: true, force: true });
  await mkdir(root);
  await writeFile(join(root, "systemctl.log"), "");
  await program(
    bench,
    "systemctl",
    `cd ${root}
case "$1 $*" in
  show*cassandra*) echo LoadState=${cassandra} ;;
  is-active*) [ ${state} = active ] ;;
  reset-failed*|restart*) echo "$1 $2" >>systemctl.log ;;
esac`,
  );
  onTestFinished(async () => {
    await rm(join(bench.bin, "systemctl"), { force: true });
    await rm(root, { recursive: true, force: true });
  });
}
