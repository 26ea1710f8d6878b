import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type OpenTarget, targetFromHost } from "../../../cli/smoke/target.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { testWorld } from "../../support/test-world.ts";
import { kaskDefinition } from "./kask-definition.ts";
import { type RealKask, startKask } from "./real-kask.ts";
import { fakeClock, smoke } from "./smoke-support.ts";

const fqdn = "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud";
const image = "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10";

let kask: RealKask;
beforeAll(async () => {
  kask = await startKask();
});
afterAll(() => kask.close());

const running = {
  "config.yaml": `---
listen_port: 8080
base_uri: "/sessions/v1"
cassandra:
  authentication: { username: kask, password: "what the lookup gave" }
`,
  "inspect.json": JSON.stringify([
    { Id: "c1", Config: { Image: image }, State: { StartedAt: "2026-11-22T11:00:00.1Z" } },
  ]),
  unit: "ActiveState=active\nSubState=running\nNRestarts=0\nResult=success\nExecMainStatus=0\n",
  journal: "Started Systemd runner.\nGET /sessions/v1/secret-session-id failed\n",
};

type HostFiles = Readonly<Partial<Record<keyof typeof running, string | undefined>>>;

/**
 * A host in a folder: real `sh` through the local transport, with stand-ins that print what lies in
 * the folder. They are what `docker`, `systemctl` and `journalctl` are to our scripts.
 */
async function startHost(files: HostFiles = {}, port = kask.port) {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-host-"));
  const state = { ...running, ...files };
  const write = async (name: string, text: string | undefined, mode = 0o644) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (text === undefined) await rm(path, { force: true });
    else await writeFile(path, text);
    if (text !== undefined) await chmod(path, mode);
  };
  await write("etc/mediawiki-services-kask/config.yaml", state["config.yaml"]);
  await write("inspect.json", state["inspect.json"]);
  await write("unit", state.unit);
  await write("journal", state.journal);
  await write("bin/sudo", '#!/bin/sh\nshift\nexec "$@"\n', 0o755);
  await write(
    "bin/docker",
    `#!/bin/sh
[ "$1 $2" = "inspect mediawiki-services-kask.service" ] || exit 64
cat "${folder}/inspect.json" 2>/dev/null && exit 0
echo "[]"; echo "Error: No such object: $2" >&2; exit 1
`,
    0o755,
  );
  await write("bin/systemctl", `#!/bin/sh\ncat "${folder}/unit"\n`, 0o755);
  await write("bin/journalctl", `#!/bin/sh\ncat "${folder}/journal"\n`, 0o755);
  const path = `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`;
  const world = testWorld({ env: { PATH: path, KASKCTL_INSTANCE_ROOT: folder } });
  const transport = createLocalTransport(world);
  const open: OpenTarget = await targetFromHost({
    fqdn,
    service: { ...kaskDefinition, port },
    registry: "docker-registry.wikimedia.org",
    transport,
    signal: world.signal,
  });
  onTestFinished(async () => {
    await open.close();
    await transport.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { target: open.target, write };
}

describe("checks of a host", () => {
  test("all pass where the host does what it was told, through the tunnel", async () => {
    const { target } = await startHost();
    const answers = await smoke(target);
    expect(answers.map(({ id, status, actual }) => ({ id, status, actual }))).toEqual(
      [
        "healthz",
        "bad-method",
        "binary",
        "crud",
        "delete-idempotent",
        "problems",
        "config-drift",
        "image-tag",
        "unit",
      ].map((id) => ({ id, status: "pass", actual: undefined })),
    );
    expect(answers.every(({ host }) => host === fqdn)).toBe(true);
  });

  test.each<{ title: string; check: string; files: HostFiles; actual: RegExp }>([
    {
      title: "an older image",
      check: "image-tag",
      files: { "inspect.json": running["inspect.json"].replace(":v1.0.10", ":v1.0.9") },
      actual: /:v1\.0\.9$/u,
    },
    {
      title: "a container that is not there",
      check: "image-tag",
      files: { "inspect.json": undefined },
      actual: /^no container mediawiki-services-kask\.service$/u,
    },
    {
      title: "a setting that was edited by hand",
      check: "config-drift",
      files: { "config.yaml": running["config.yaml"].replace("8080", "8081") },
      actual: /^listen_port: 8081 instead of 8080$/u,
    },
    {
      title: "a configuration that is not there",
      check: "config-drift",
      files: { "config.yaml": undefined },
      actual: /^no such file$/u,
    },
    {
      title: "a service that systemd starts again and again",
      check: "unit",
      files: {
        unit: "ActiveState=activating\nSubState=auto-restart\nNRestarts=7\nResult=exit-code\nExecMainStatus=1\n",
      },
      actual: /^activating \(auto-restart\), restarted 7 times, last exit code 1$/u,
    },
    {
      title: "a unit that runs without its container",
      check: "unit",
      files: { "inspect.json": undefined },
      actual: /without a container$/u,
    },
  ])("$check notices $title", async ({ check, files, actual }) => {
    const { target } = await startHost(files);
    const [answer] = await smoke(target, { only: [check] });
    expect(answer).toMatchObject({ id: check, status: "fail" });
    expect(answer?.actual).toMatch(actual);
  });

  test("unit notices a container that was replaced while it looked", async () => {
    const { target, write } = await startHost();
    const clock = fakeClock();
    const sleep = clock.sleep.bind(clock);
    const replacing = {
      ...clock,
      async sleep(durationMs: number) {
        if (durationMs === 25_000) {
          await write("inspect.json", running["inspect.json"].replace('"c1"', '"c2"'));
        }
        await sleep(durationMs);
      },
    };
    const [answer] = await smoke(target, { only: ["unit"] }, { world: { clock: replacing } });
    expect(answer).toMatchObject({ status: "fail", actual: "container c1, then c2" });
  });

  test("config-drift shows both hashes and no secret", async () => {
    const { target } = await startHost({
      "config.yaml": running["config.yaml"].replace("kask, password", "root, password"),
    });
    const [answer] = await smoke(target, { only: ["config-drift"] });
    expect(answer).toMatchObject({
      status: "fail",
      data: {
        expected_sha256: expect.stringMatching(/^[\da-f]{64}$/u),
        actual_sha256: expect.stringMatching(/^[\da-f]{64}$/u),
      },
    });
    expect(JSON.stringify(answer)).not.toContain("what the lookup gave");
  });

  test("a Docker that does not answer is an error, not a wrong answer", async () => {
    const { target, write } = await startHost();
    const denied = "#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2; exit 1\n";
    await write("bin/docker", denied, 0o755);
    const [answer] = await smoke(target, { only: ["image-tag"] });
    expect(answer).toMatchObject({
      status: "error",
      actual: `inspecting the container on ${fqdn}: exit code 1, Cannot connect to the Docker daemon`,
    });
  });

  test("a Kask that does not come up is shown with its log, without session keys", async () => {
    const { target } = await startHost({}, 9);
    const [healthz] = await smoke(target, { only: ["healthz"] });
    expect(healthz).toMatchObject({
      status: "error",
      data: { log: ["Started Systemd runner.", "GET /sessions/v1/[key] failed"] },
      repeat: expect.stringMatching(/^sh -c 'curl /u),
    });
  });
});
