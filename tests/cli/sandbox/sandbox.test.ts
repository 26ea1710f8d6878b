import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProcesses } from "../../../cli/sandbox/processes.ts";
import { sandboxDown, sandboxStatus, sandboxUp } from "../../../cli/sandbox/sandbox.ts";
import { readState } from "../../../cli/sandbox/state.ts";
import { loadSite } from "../../../cli/site/load-site.ts";
import { needs } from "../../support/requires.ts";
import { hieraText, raiseSandbox, sourcePrograms, title } from "../../support/sandbox.ts";
import { testWorld } from "../../support/test-world.ts";

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
});

afterAll(() => rm(parent, { recursive: true }));

const hosts = ["deployment-sessionstore02"];
const world = testWorld();

describe("a sandbox", () => {
  test("outlives the process that raised it, and is described by another", async () => {
    const dir = join(parent, "outlives");
    const script = `
      import { sandboxUp } from ${JSON.stringify(join(import.meta.dirname, "../../../cli/sandbox/sandbox.ts"))};
      import { testWorld } from ${JSON.stringify(join(import.meta.dirname, "../../support/test-world.ts"))};
      await sandboxUp(${JSON.stringify({ dir, hosts, programs: sourcePrograms }).slice(
        0,
        -1,
      )}, world: testWorld() });`;
    const up = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
    expect(await new Promise((resolve) => up.once("close", resolve))).toBe(0);
    const status = await sandboxStatus(dir, world);
    expect(status).toMatchObject({
      state: "running",
      instances: [
        { fqdn: "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud", units: [] },
      ],
    });
    expect((await fetch(`${status.registryUrl}/v2/`)).status).toBe(200);
    await sandboxDown(dir, world);
  });

  test("leaves neither a process nor a file when it is taken down", async () => {
    const sandbox = await raiseSandbox();
    await sandbox.push(hieraText());
    await sandbox.run("run-puppet-agent");
    const { id, runtimeFolder } = await readState(sandbox.it.dir);
    const { instances } = await sandboxStatus(sandbox.it.dir, world);
    expect(instances[0]?.units).toMatchObject([
      { unit: `${title}.service`, activeState: "active", restarts: 0 },
    ]);
    expect((await findProcesses(id)).length).toBe(2);
    await sandbox.down();
    expect(await findProcesses(id)).toEqual([]);
    expect([sandbox.it.dir, runtimeFolder].filter((path) => existsSync(path))).toEqual([]);
  });

  needs("ssh")("takes what was started over SSH and left its session down too", async () => {
    const sandbox = await raiseSandbox();
    const host = sandbox.it.instances[0]?.name ?? "";
    const line = "setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!";
    const { stdout } = spawnSync("ssh", ["-F", sandbox.it.sshConfig, host, line]);
    const { id } = await readState(sandbox.it.dir);
    expect(await findProcesses(id)).toContain(Number(stdout));
    await sandbox.down();
    expect(await findProcesses(id)).toEqual([]);
  });

  test("is cleared away also when its daemon was killed", async () => {
    const sandbox = await raiseSandbox();
    await sandbox.push(hieraText());
    await sandbox.run("run-puppet-agent");
    const { id, running, runtimeFolder } = await readState(sandbox.it.dir);
    process.kill(running?.pid ?? 0, "SIGKILL");
    await expect.poll(async () => (await sandboxStatus(sandbox.it.dir, world)).state).toBe("dead");
    await sandbox.down();
    expect(await findProcesses(id)).toEqual([]);
    expect([sandbox.it.dir, runtimeFolder].filter((path) => existsSync(path))).toEqual([]);
  });

  test("lives beside another one, each with data of its own", async () => {
    const [one, other] = await Promise.all([raiseSandbox(), raiseSandbox()]);
    await one.push(hieraText({ version: "v1.0.9" }));
    expect((await one.enc.listPrefixes()).length).toBe(1);
    expect(await other.enc.listPrefixes()).toEqual([]);
    expect((await one.run("run-puppet-agent")).code).toBe(0);
    const image = [
      "docker",
      "inspect",
      "--format",
      "{{.Config.Image}}",
      `${title}.service`,
    ] as const;
    expect((await one.run(...image)).stdout).toMatch(/:v1\.0\.9\n$/);
    await one.down();
    expect((await sandboxStatus(other.it.dir, world)).state).toBe("running");
    await other.down();
  });

  test("writes a site file that kaskctl reads, and keeps its secrets to its user", async () => {
    const sandbox = await raiseSandbox({ hosts: [...hosts, "deployment-sessionstore03"] });
    const site = await loadSite({ file: sandbox.it.siteFile, world });
    expect(site.context).toMatchObject({
      name: "beta",
      project: "deployment-prep",
      registryUrl: sandbox.it.registryUrl,
      ssh: { configFile: sandbox.it.sshConfig },
    });
    expect(site.services.get("sessionstore")?.hosts).toEqual(
      ["02", "03"].map((n) => `deployment-sessionstore${n}.deployment-prep.eqiad1.wikimedia.cloud`),
    );
    const modes = ["clouds.yaml", "id_ed25519", "private.yaml", "sandbox.json"].map(
      async (name) => {
        const { mode } = await stat(join(sandbox.it.dir, name));
        return (mode & 0o777).toString(8);
      },
    );
    expect(await Promise.all(modes)).toEqual(["600", "600", "600", "600"]);
    expect(await readFile(sandbox.it.siteFile, "utf8")).not.toContain("not-a-secret");
    await sandbox.down();
  });

  test.each([
    ["ssh2", "no ssh", 0o644],
    ["openssh", "an ssh", 0o755],
  ])("is to be reached by %s where the machine has %s", async (transport, _, mode) => {
    const bin = await mkdtemp(join(parent, "bin-"));
    await writeFile(join(bin, "ssh"), "", { mode });
    const sandbox = await raiseSandbox({ world: testWorld({ env: { PATH: bin } }) });
    expect(sandbox.it.transport).toBe(transport);
    const { context } = await loadSite({ file: sandbox.it.siteFile, world });
    expect(context.ssh.transport).toBe(transport);
    await sandbox.down();
  });
});

describe("a folder that is no sandbox, or already one", () => {
  test("is refused by status and down, which change nothing in it", async () => {
    const dir = join(parent, "foreign");
    await mkdir(dir);
    const ours = {
      kind: "kaskctl-sandbox",
      id: "0".repeat(24),
      runtimeFolder: "/tmp/kaskctl-abcdef",
    };
    for (const state of [{ mine: true }, { ...ours, id: "" }, { ...ours, runtimeFolder: parent }]) {
      await writeFile(join(dir, "sandbox.json"), JSON.stringify(state));
      await expect(sandboxStatus(dir, world)).rejects.toMatchObject({ code: "sandbox-missing" });
      await expect(sandboxDown(dir, world)).rejects.toMatchObject({ code: "sandbox-missing" });
      expect(await readdir(dir)).toEqual(["sandbox.json"]);
    }
  });

  test("is told from one that cannot be read", async () => {
    const dir = join(parent, "unreadable");
    // As root every file can be read, but not a folder in its place.
    await mkdir(join(dir, "sandbox.json"), { recursive: true });
    await expect(sandboxStatus(dir, world)).rejects.toMatchObject({ code: "file-unreadable" });
    await expect(sandboxDown(dir, world)).rejects.toMatchObject({ code: "file-unreadable" });
    await expect(sandboxStatus(join(parent, "none"), world)).rejects.toMatchObject({
      code: "sandbox-missing",
    });
  });

  test("is not raised over a file that somebody wrote", async () => {
    const dir = join(parent, "project");
    await mkdir(dir);
    await writeFile(join(dir, "kaskctl.yaml"), "mine\n");
    const up = sandboxUp({ dir, hosts, programs: sourcePrograms, world });
    await expect(up).rejects.toMatchObject({ code: "sandbox-exists" });
    expect(await readFile(join(dir, "kaskctl.yaml"), "utf8")).toBe("mine\n");
  });

  test.each([
    ["/proc/kaskctl/box", "no such file or directory"],
    ["/dev/null", "something else is there"],
  ])("that cannot be made (%s) is refused at once", async (dir, reason) => {
    const up = sandboxUp({ dir, hosts, programs: sourcePrograms, world });
    await expect(up).rejects.toMatchObject({
      code: "file-unwritable",
      message: `Cannot raise a sandbox in ${dir}: ${reason}.`,
    });
  });

  test("is not raised twice, and keeps what others put into it", async () => {
    const sandbox = await raiseSandbox();
    const up = sandboxUp({ dir: sandbox.it.dir, hosts, programs: sourcePrograms, world });
    await expect(up).rejects.toMatchObject({ code: "sandbox-exists" });
    await writeFile(join(sandbox.it.dir, "notes"), "mine\n");
    expect(await sandboxDown(sandbox.it.dir, world)).toEqual({
      dir: sandbox.it.dir,
      kept: ["notes"],
    });
    await rm(join(sandbox.it.dir, ".."), { recursive: true });
  });
});

describe("raising a sandbox", () => {
  test("that fails and cannot be undone says both in one line, and how to try again", async () => {
    const dir = join(parent, "vanishes");
    const kaskctl = join(parent, "vanishing.mjs");
    const script = 'import { rmSync } from "node:fs"; rmSync(process.cwd(), { recursive: true });';
    await writeFile(kaskctl, script);
    const up = sandboxUp({ dir, hosts, programs: { ...sourcePrograms, kaskctl }, world });
    await expect(up).rejects.toMatchObject({
      code: "sandbox-failed",
      message: expect.stringMatching(
        /^Cannot raise the sandbox in .+: its daemon ended\. It could not be taken down either: .+$/,
      ),
      hint: `Try: kaskctl sandbox down --dir ${dir}`,
    });
  });

  test("that fails says what its daemon said, and leaves nothing", async () => {
    const dir = join(parent, "fails");
    const kaskctl = join(parent, "broken.mjs");
    await writeFile(kaskctl, 'console.error("no such luck"); process.exit(1);');
    const up = sandboxUp({ dir, hosts, programs: { ...sourcePrograms, kaskctl }, world });
    await expect(up).rejects.toMatchObject({
      code: "sandbox-failed",
      message: expect.stringContaining("no such luck"),
    });
    expect(existsSync(dir)).toBe(false);
  });

  test("that fails for a reason of its own keeps the reason's code and hint", async () => {
    const dir = join(parent, "no-file");
    const kaskctl = join(parent, "reports.mjs");
    const failed = { message: "Cannot read /nope.", code: "file-unreadable", hint: "Look." };
    const line = JSON.stringify(JSON.stringify({ failed }));
    await writeFile(kaskctl, `import { writeSync } from "node:fs"; writeSync(3, ${line} + "\\n");`);
    const up = sandboxUp({ dir, hosts, programs: { ...sourcePrograms, kaskctl }, world });
    await expect(up).rejects.toMatchObject({
      code: "file-unreadable",
      message: `Cannot raise the sandbox in ${dir}. Cannot read /nope.`,
      hint: "Look.",
    });
    expect(existsSync(dir)).toBe(false);
  });

  test("that the system refuses says what it refused, and does not call it a bug of ours", async () => {
    const dir = join(parent, "refused");
    const up = sandboxUp({ dir, hosts: ["i".repeat(300)], programs: sourcePrograms, world });
    await expect(up).rejects.toMatchObject({
      code: "sandbox-failed",
      message: expect.stringMatching(
        /^Cannot raise the sandbox in \S+\. The system refused: ENAMETOOLONG[^\n]*$/,
      ),
      hint: expect.stringContaining("disk"),
    });
    expect(existsSync(dir)).toBe(false);
  });

  test("with a Node that is not there fails alike", async () => {
    const dir = join(parent, "no-node");
    const programs = { ...sourcePrograms, node: join(parent, "no-node-here") };
    const up = sandboxUp({ dir, hosts, programs, world });
    await expect(up).rejects.toMatchObject({ code: "sandbox-failed" });
    expect(existsSync(dir)).toBe(false);
  });

  test("that is interrupted leaves nothing", async () => {
    const dir = join(parent, "interrupted");
    const kaskctl = join(parent, "hangs.mjs");
    await writeFile(
      kaskctl,
      'import { writeSync } from "node:fs"; writeSync(3, JSON.stringify({ progress: "here" }) + "\\n"); setInterval(() => {}, 1000);',
    );
    const interruption = new AbortController();
    const up = sandboxUp({
      dir,
      hosts,
      programs: { ...sourcePrograms, kaskctl },
      world: testWorld({ signal: interruption.signal, progress: () => interruption.abort() }),
    });
    await expect(up).rejects.toMatchObject({ code: "interrupted" });
    expect(existsSync(dir)).toBe(false);
  });
});
