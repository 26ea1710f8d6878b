import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "cassandra-driver";
import { afterAll, beforeAll, expect } from "vitest";
import { cassandraJarFolder } from "../../scripts/support/cassandra-jars.ts";
import { freeAddresses } from "../support/cassandra/addresses.ts";
import { firstLogin } from "../support/cassandra/one-node.ts";
import { until } from "../support/cassandra/until.ts";
import { freePort } from "../support/free-port.ts";
import { type GuardedFolder, guardedFolder } from "../support/guarded-folder.ts";
import { runProcess } from "../support/programs.ts";
import { missingHere, needs } from "../support/requires.ts";
import { type CloudCatalog, contentOf, startTestCloud } from "./support/cloud.ts";

const requirements = ["puppet", "stdlib of Puppet", "java", "cassandra"] as const;
const startTimeoutMs = 240_000;

/** Two instances of which each one's name says where it is. */
const hosts = [
  { certname: "store01.deployment-prep.eqiad1.wikimedia.cloud", dc: "eqiad" },
  { certname: "store02.deployment-prep.codfw1dev.wikimedia.cloud", dc: "codfw" },
] as const;

interface Node {
  readonly dc: string;
  readonly ip: string;
  readonly folder: string;
}

let folder: GuardedFolder;
let nodes: readonly Node[];

beforeAll(async () => {
  if (missingHere(...requirements).length > 0) return;
  folder = guardedFolder("kaskctl-cassandra");
  const addresses = await freeAddresses(hosts.length);
  nodes = hosts.map(({ dc }, index) => {
    return { dc, ip: addresses[index] ?? "", folder: join(folder.path, dc) };
  });
  const catalogs = await compile(nodes);
  for (const [index, node] of nodes.entries()) {
    bringAbout(catalogs[index], node);
    start(catalogs[index], node);
  }
  // Accounts lie on both, so that neither lets anybody in before the other is there.
  for (const node of nodes) {
    await until(
      () => answers(node),
      startTimeoutMs,
      () => readFileSync(join(node.folder, "log"), "utf8").slice(-4000),
    );
  }
}, 600_000);

afterAll(() => folder?.remove());

needs(...requirements)(
  "two instances form one cluster of two data centres, from Hiera alone",
  async () => {
    for (const { ip, dc } of nodes) {
      await withClient({ ip, dc }, async (client) => {
        const local = await client.execute(
          "SELECT data_center, rack, rpc_address FROM system.local",
        );
        expect(local.first()).toMatchObject({ data_center: dc, rack: "rack1" });
        expect(String(local.first().get("rpc_address"))).toBe(ip);
        const peers = await client.execute("SELECT data_center FROM system.peers_v2");
        expect(peers.rows.map((peer) => peer.get("data_center"))).toEqual(
          hosts.map((host) => host.dc).filter((each) => each !== dc),
        );
      });
    }
  },
);

needs(...requirements)("nodetool of an instance sees both nodes up", async () => {
  const { stdout, stderr } = await runProcess(join(nodes[0]?.folder ?? "", "nodetool"), ["status"]);
  expect(stderr).toBe("");
  expect(
    stdout
      .match(/^UN +[\d.]+/gm)
      ?.map((line) => line.replace(/UN +/, ""))
      .toSorted(),
  ).toEqual(nodes.map(({ ip }) => ip).toSorted());
});

/** The catalogs of the hosts, with everything that is written in the folder of this test. */
async function compile(of: readonly Node[]): Promise<readonly CloudCatalog[]> {
  await using cloud = await startTestCloud();
  const client = cloud.enc.client();
  for (const [index, node] of of.entries()) {
    const prefix = hosts[index]?.certname ?? "";
    await client.writeHiera(prefix, JSON.stringify(await hiera(node, of)));
    await client.writeRoles(prefix, ["role::beta::cassandra"]);
  }
  return await cloud.compile(
    ...hosts.map(({ certname }, index) => ({ certname, ip: of[index]?.ip ?? "" })),
  );
}

/** Places are another's only because both nodes are on this machine. */
async function hiera({ folder: base }: Node, all: readonly Node[]): Promise<object> {
  return {
    "cassandra::server::jars": cassandraJarFolder,
    "profile::cassandra::instances": Object.fromEntries(all.map(({ ip }) => [ip, {}])),
    "profile::cassandra::settings": {
      cluster_name: "two sites",
      dc: "%{::site}",
      listen_address: "%{facts.networking.ip}",
      target_version: "4.x",
      default_instance_params: {
        rpc_address: "%{facts.networking.ip}",
        num_tokens: 4,
        jmx_port: await freePort(),
        config_directory: join(base, "conf"),
        data_directory_base: join(base, "data"),
        commitlog_directory: join(base, "data", "commitlog"),
        hints_directory: join(base, "data", "hints"),
        saved_caches_directory: join(base, "data", "saved_caches"),
        heapdump_directory: base,
        pid_file: join(base, "pid"),
        nodetool_path: join(base, "nodetool"),
      },
    },
  };
}

/** Makes the files and folders of a catalog that lie in the node's folder, as the agent would. */
function bringAbout(catalog: CloudCatalog | undefined, node: Node): void {
  for (const { type, title, parameters } of catalog?.resources ?? []) {
    if (type === "Exec" && String(parameters["creates"]).startsWith(node.folder)) {
      mkdirSync(String(parameters["creates"]), { recursive: true });
    }
    if (type !== "File" || !title.startsWith(node.folder)) continue;
    if (parameters["ensure"] === "directory") mkdirSync(title, { recursive: true });
    else write(title, parameters);
  }
}

function write(path: string, { content, mode }: Readonly<Record<string, unknown>>): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, String(content), { mode: Number.parseInt(String(mode), 8) });
}

/** Starts what the unit of a catalog starts. */
function start(catalog: CloudCatalog | undefined, node: Node): void {
  const unit = contentOf(catalog, "/lib/systemd/system/cassandra.service");
  const [command = "", ...words] = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(" ") ?? [];
  const log = openSync(join(node.folder, "log"), "a");
  // By this folder it is known as ours.
  const child = spawn(command, words, { cwd: node.folder, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
}

function answers(node: Node): Promise<boolean> {
  const ask = (client: Client) => client.execute("SELECT release_version FROM system.local");
  return withClient(node, ask).then(
    () => true,
    () => false,
  );
}

async function withClient<T>(
  { ip, dc }: Pick<Node, "ip" | "dc">,
  act: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    contactPoints: [`${ip}:9042`],
    localDataCenter: dc,
    credentials: firstLogin,
  });
  try {
    return await act(client);
  } finally {
    await client.shutdown();
  }
}
