import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "cassandra-driver";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { materialise } from "../../../cli/runner/materialise.ts";
import { serviceDefinitions } from "../../../cli/runner/service-definitions.ts";
import { unitCommands } from "../../../cli/runner/unit-commands.ts";
import { type ImageParts, pushImages } from "../../../cli/sandbox/box/images/images.ts";
import type { SmokeTarget } from "../../../cli/smoke/check.ts";
import { root } from "../../../scripts/support/root.ts";
import { createKeyspace, createTable } from "../../../service/contract/table.ts";
import { firstLogin, type OneNode, startOneNode } from "../../support/cassandra/one-node.ts";
import { until } from "../../support/cassandra/until.ts";
import { startDnsServer } from "../../support/dns-server.ts";
import { type DockerHost, startDockerHost } from "../../support/docker-host.ts";
import { type DockerRegistry, startDockerRegistry } from "../../support/docker-registry.ts";
import { missingHere } from "../../support/requires.ts";
import { testWorld } from "../../support/test-world.ts";
import { smoke } from "../smoke/smoke-support.ts";

/** Wikimedia's own Kask, as a program. */
const reference = process.env["KASKCTL_REFERENCE_KASK"];

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const sample = await readFile(join(root, "tests/cli/render/fixtures/sample-hiera.yaml"), "utf8");
/** The registry of Puppet's images; on the host of these tests the name is that of this machine. */
const wikimedia = "docker-registry.wikimedia.org";

test("images are not made where mmdebstrap is missing, and the package that brings it is named", async () => {
  const cache = await newFolder();
  const world = testWorld({ env: { PATH: cache } });
  await expect(pushImages(parts({ cacheFolder: cache }), world)).rejects.toMatchObject({
    code: "sandbox-failed",
    message: "Cannot make a Debian for the images: there is no mmdebstrap.",
    hint: "Install it: apt-get install mmdebstrap",
  });
  expect(await readdir(cache)).toEqual([]);
});

const missing = missingHere("dockerd", "mmdebstrap", "docker-registry", "java", "cassandra");

if (missing.length > 0) {
  test.skip(
    `an image of kask is built where only Debian can be asked, and runs (needs ${missing.join(", ")})`,
  );
} else {
  // A machine that never made the Debian of images does so first.
  const options = { timeout: 300_000 };
  describe("an image of kask, built where only Debian can be asked,", options, inDockerHost);
}

function inDockerHost(): void {
  const closing: { close(): Promise<void> }[] = [];
  let host: DockerHost;
  let registry: DockerRegistry;

  beforeAll(async () => {
    host = await startDockerHost([wikimedia]);
    closing.push(host);
    closing.push(await startDnsServer(host.machine));
    registry = await startDockerRegistry(host.machine);
    closing.push(registry);
    const cassandra = await startOneNode({ address: host.machine, authentication: true });
    closing.push(cassandra);
    await makeSchema(cassandra);
  });

  afterAll(async () => {
    for (const each of closing) await each.close();
  });

  const here = (change: Partial<ImageParts> = {}): ImageParts =>
    parts({ engine: host.engine, registry: host.machine, ...change });

  test("runs as the unit of beta's sample has it, and passes every check", async () => {
    await expectInRegistry(await pushImages(here(), testWorld()), ["ours", "ours"], registry);
    await expectSampleToPass(host);
  });

  const withTheirs = reference === undefined ? test.skip : test;
  withTheirs(
    "has beside it one of Wikimedia's own Kask, of which the same is true (KASKCTL_REFERENCE_KASK names it)",
    async () => {
      const pushed = await pushImages(here({ reference }), testWorld());
      await expectInRegistry(pushed, ["ours", "Wikimedia's"], registry);
      await expectSampleToPass(host);
    },
  );

  test("runs with a root that is read-only, as a user who is not root, and is healthy while it answers", async () => {
    const docker = async (...words: readonly string[]) => host.run("docker", ...words);
    await pushImages(here(), testWorld());
    await host.write("/etc/alone/config.yaml", "listen_address: 0.0.0.0\n");
    const image = `${host.machine}/repos/mediawiki/services/kask:${version}`;
    expect(await docker("pull", "--quiet", image)).toMatchObject(ended(0));
    const often = ["--health-interval=1s", "--health-timeout=4s", "--health-retries=1"];
    const place = ["-v", "/etc/alone/:/etc/mediawiki-services-kask", "-p", "8081:8080"];
    const options = ["--detach", "--read-only", "--name", "alone", ...often, ...place];
    expect(await docker("run", ...options, image, "--store", "embedded")).toMatchObject(ended(0));

    const health = async () =>
      (await docker("inspect", "--format", "{{.State.Health.Status}}", "alone")).stdout.trim();
    const untilItIs = (state: string) =>
      until(
        async () => (await health()) === state,
        30_000,
        () => `it is not ${state}`,
      );
    await untilItIs("healthy");
    const value = `http://${host.address}:8081/v1/key`;
    expect((await fetch(value, { method: "POST", body: "value" })).status).toBe(201);
    expect(await (await fetch(value)).text()).toBe("value");
    expect((await docker("exec", "alone", "id", "-u")).stdout).toBe("900\n");
    const written = await docker("exec", "--user", "0", "alone", "touch", "/srv/kask/file");
    expect(written.stderr).toContain("Read-only file system");

    await docker("kill", "--signal", "STOP", "alone");
    await untilItIs("unhealthy");
    await docker("kill", "--signal", "CONT", "alone");
    await untilItIs("healthy");
    await docker("stop", "alone");
    const code = await docker("inspect", "--format", "{{.State.ExitCode}}", "alone");
    expect(code.stdout).toBe("0\n");
    await docker("rm", "--volumes", "alone");
  });

  test("is not pushed where no registry answers, and the error names the image", async () => {
    const nowhere = `${host.machine}:1`;
    await expect(pushImages(here({ registry: nowhere }), testWorld())).rejects.toMatchObject({
      code: "sandbox-failed",
      message: expect.stringMatching(
        new RegExp(`^Cannot push ${nowhere}/repos/mediawiki/services/kask:${version}: .*refused`),
      ),
      hint: expect.stringContaining("registry"),
    });
  });

  test("is not built of a checkout without dist, and the error says what is missing", async () => {
    const checkout = await newFolder();
    await expect(pushImages(here({ checkout }), testWorld())).rejects.toMatchObject({
      code: "sandbox-failed",
      message: expect.stringMatching(/^Cannot gather the files of kask: /),
      hint: `Build them: npm run build, in ${checkout}.`,
    });
  });

  test("leaves nothing half made when it is interrupted", async () => {
    const cache = await newFolder();
    const interrupt = new AbortController();
    const world = testWorld({ signal: interrupt.signal, progress: () => interrupt.abort() });
    await expect(pushImages(here({ cacheFolder: cache }), world)).rejects.toMatchObject({
      code: "interrupted",
    });
    expect(await readdir(cache)).toEqual([]);
  });
}

function parts(change: Partial<ImageParts>): ImageParts {
  return {
    engine: "unix:///nowhere",
    registry: "127.0.0.1:1",
    cacheFolder: join(root, "node_modules", ".cache", "images"),
    id: randomBytes(12).toString("hex"),
    checkout: root,
    node: process.execPath,
    version,
    reference: undefined,
    ...change,
  };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-images-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function makeSchema({ place: { host, port, dc } }: OneNode): Promise<void> {
  const client = new Client({
    contactPoints: [`${host}:${port}`],
    localDataCenter: dc,
    credentials: firstLogin,
  });
  await client.execute(createKeyspace("sessions", { [dc]: 1 }));
  await client.execute(createTable("sessions", "values"));
  await client.shutdown();
}

type Pushed = Awaited<ReturnType<typeof pushImages>>;

async function expectInRegistry(
  pushed: Pushed,
  programs: readonly string[],
  registry: DockerRegistry,
): Promise<void> {
  expect(pushed.map(({ repository, tag, program }) => `${repository}:${tag} ${program}`)).toEqual([
    `repos/mediawiki/services/kask:${version} ${programs[0]}`,
    `wikimedia/mediawiki-services-kask:v1.0.10 ${programs[1]}`,
  ]);
  for (const { repository, tag, digest } of pushed)
    expect(await registry.digestOf(repository, tag)).toBe(digest);
}

function ended(exitCode: number): { readonly exitCode: number; readonly stderr: string } {
  return { exitCode, stderr: "" };
}

/** Does on the host what Puppet and systemd do with the sample, and asks the Kask that comes up. */
async function expectSampleToPass(host: DockerHost): Promise<void> {
  const data = load(sample) as Readonly<Record<string, unknown>>;
  const { definitions } = serviceDefinitions(data["profile::docker::runner::service_defs"]);
  const [service] = definitions;
  if (service === undefined) throw new Error("the sample defines no service");
  const rendered = materialise(service);
  for (const { path, content } of rendered.files)
    if (path.startsWith("/etc/")) await host.write(path, content);
  // Nothing but what the registry has.
  await host.run("docker", "image", "prune", "--all", "--force");
  expect(await host.run("docker", "pull", rendered.image)).toMatchObject(ended(0));

  const unitText = rendered.files.find(({ path }) => path === rendered.unitPath)?.content ?? "";
  const container = host.start(...(unitCommands(unitText, rendered.unit).start?.words ?? []));
  const said: string[] = [];
  for (const stream of [container.stdout, container.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => void said.push(text));
  const target: SmokeTarget = {
    origin: `http://${host.address}:${service.port}`,
    baseUri: "/sessions/v1/",
    dispatcher: undefined,
    host: {
      fqdn: "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud",
      service,
      rendered,
      typedWords: [],
      run: async ({ script, args }) => {
        const { exitCode, ...said } = await host.run("sh", "-c", script, "sh", ...args);
        return { kind: "exited", exitCode: exitCode ?? -1, ...said };
      },
    },
  };
  try {
    // A Kask that has no such page is connected when it listens; /healthz says nothing about that.
    const status = async () => (await fetch(`${target.origin}/readyz`)).status;
    const isReady = () =>
      status().then(
        (code) => code !== 503,
        () => false,
      );
    await until(isReady, 60_000, () => `Kask is not ready:\n${said.join("")}`);
    const options = { skip: ["unit"], readyTimeoutMs: 60_000 };
    const answers = await smoke(target, options, { world: testWorld() });
    // There is no systemd on the host.
    const unit = { id: "unit", status: "skip" };
    const others = answers.filter(({ status }) => status !== "pass");
    expect(others, said.join("")).toEqual([expect.objectContaining(unit)]);
    expect(answers.length).toBeGreaterThan(8);
    const openapi = await fetch(`${target.origin}/openapi`);
    expect(await openapi.text()).toContain("/sessions/v1/{key}");
  } finally {
    await host.run("docker", "rm", "--force", rendered.unit);
  }
}
