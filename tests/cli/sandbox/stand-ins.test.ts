import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hieraText, raiseSandbox, type TestSandbox, title } from "../../support/sandbox.ts";

let sandbox: TestSandbox;
const unit = `${title}.service`;
const image = "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10";

beforeAll(async () => {
  sandbox = await raiseSandbox();
  await sandbox.push(hieraText({ environment: { NODE_ENV: "x" } }));
  await sandbox.run("run-puppet-agent");
});

afterAll(() => sandbox.down());

describe("docker of an instance", () => {
  test("shows a container whole, or by the members of a template", async () => {
    const whole = JSON.parse((await sandbox.run("docker", "inspect", unit)).stdout);
    expect(whole).toMatchObject([
      {
        Name: `/${unit}`,
        Image: expect.stringMatching(/^sha256:/),
        State: { Status: "running", Running: true },
        Config: { Image: image, Env: ["NODE_ENV=x"] },
        NetworkSettings: { Ports: { "8080/tcp": [{ HostPort: "8080" }] } },
      },
    ]);
    const format = "{{.Config.Image}} {{ json .State.Running }} {{.Name}}";
    const { stdout } = await sandbox.run("docker", "inspect", "--format", format, unit);
    expect(stdout).toBe(`${image} true /${unit}\n`);
  });

  test("finds an image by name, and says what is not there", async () => {
    const { stdout } = await sandbox.run("docker", "image", "inspect", "-f", "{{.Id}}", image);
    expect(stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    expect(await sandbox.run("docker", "inspect", "nobody")).toEqual({
      code: 1,
      stdout: "[]\n",
      stderr: "Error: No such object: nobody\n",
    });
    expect((await sandbox.run("docker", "logs", "nobody")).code).toBe(1);
    expect((await sandbox.run("docker", "image", "inspect", "nobody")).code).toBe(1);
    expect((await sandbox.run("docker", "run", "nobody")).code).toBe(1);
  });

  test("lists what runs", async () => {
    const { stdout } = await sandbox.run("docker", "ps", "--format", "{{.Names}} {{.Image}}");
    expect(stdout).toBe(`${unit} ${image}\n`);
  });

  test("has the log of the container, which names no path of this machine", async () => {
    const isUp = (line: string) => line.includes("Starting service");
    await sandbox.firstLine(isUp, "docker", "logs", "-f", unit);
    const { stdout } = await sandbox.run("docker", "logs", "--tail", "1", unit);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    const journal = await sandbox.run("journalctl", "-u", title, "-o", "cat");
    expect(journal.stdout).not.toContain(sandbox.path(""));
  });
});

describe("systemctl of an instance", () => {
  test("shows the properties asked for, and those of a unit that is not there", async () => {
    const wanted = ["-p", "ActiveState,NRestarts", "-p", "Result"];
    expect((await sandbox.run("systemctl", "show", title, ...wanted)).stdout).toBe(
      "ActiveState=active\nResult=success\nNRestarts=0\n",
    );
    const value = await sandbox.run("systemctl", "show", "nobody", "-p", "LoadState", "--value");
    expect(value.stdout).toBe("not-found\n");
  });

  test.each([
    { words: ["is-active", title], code: 0, stdout: "active\n" },
    { words: ["is-active", "nobody"], code: 3, stdout: "inactive\n" },
    { words: ["is-active", "docker"], code: 0, stdout: "active\n" },
    { words: ["is-failed", title], code: 1, stdout: "active\n" },
    { words: ["is-enabled", unit], code: 0, stdout: "enabled\n" },
    { words: ["enable", unit], code: 0, stdout: "" },
  ])("answers $words", async ({ words, code, stdout }) => {
    expect(await sandbox.run("systemctl", ...words)).toEqual({ code, stdout, stderr: "" });
  });

  test("restarts a unit with another container, and refuses one that is not there", async () => {
    const id = async () => (await sandbox.run("docker", "inspect", "-f", "{{.Id}}", unit)).stdout;
    const before = await id();
    expect((await sandbox.run("systemctl", "restart", title)).code).toBe(0);
    expect(await id()).not.toBe(before);
    expect(await sandbox.run("systemctl", "start", "nobody")).toMatchObject({
      code: 5,
      stderr: "Failed to start nobody.service: Unit nobody.service not found.\n",
    });
    expect((await sandbox.run("systemctl", "halt")).code).toBe(1);
  });

  test("stops a unit and its container", async () => {
    expect((await sandbox.run("systemctl", "stop", title)).code).toBe(0);
    expect((await sandbox.run("docker", "inspect", unit)).code).toBe(1);
    expect((await sandbox.run("systemctl", "status", title)).code).toBe(3);
    await sandbox.run("systemctl", "start", title);
    expect((await sandbox.run("systemctl", "status", title)).code).toBe(0);
  });

  test("starts a killed container again, as Restart=always has it", async () => {
    const format = "{{.State.Pid}}";
    const { stdout } = await sandbox.run("docker", "inspect", "-f", format, unit);
    process.kill(Number(stdout), "SIGKILL");
    const isBack = (line: string) => line.includes("restart counter is at 1");
    await sandbox.firstLine(isBack, "journalctl", "-u", title, "-f", "-o", "cat");
    const journal = await sandbox.run("journalctl", "-u", title, "-o", "cat");
    expect(journal.stdout).toContain("code=exited, status=137/n/a");
  });
});

describe("journalctl of an instance", () => {
  test("filters by unit and identifier, and writes three formats", async () => {
    const one = await sandbox.run("journalctl", "-t", "systemd", "-u", title, "-n", "1");
    expect(one.stdout).toMatch(
      /^\w{3} \d\d [\d:]{8} deployment-sessionstore02 systemd\[1\]: .*\.\n$/,
    );
    const json = await sandbox.run("journalctl", "-u", unit, "-n1", "-o", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ _SYSTEMD_UNIT: unit });
    const none = await sandbox.run("journalctl", "-u", "nobody");
    expect(none).toMatchObject({ code: 0, stdout: "-- No entries --\n" });
  });
});

describe("the other stand-ins", () => {
  test("sudo runs what it is given, and systemd-run says that there is no systemd", async () => {
    expect(
      await sandbox.run("sudo", "-n", "-u", "root", "A=b", "sh", "-c", 'echo "$A $1"', "-", "c d"),
    ).toEqual({
      code: 0,
      stdout: "b c d\n",
      stderr: "",
    });
    expect((await sandbox.run("sudo", "-n", "-v")).code).toBe(0);
    expect((await sandbox.run("systemd-run", "true")).code).toBe(1);
  });
});

test("puppet of an instance says of its version that it is not Puppet's own", async () => {
  expect((await sandbox.run("puppet", "--version")).stdout).toBe("7.23.0-emulated\n");
});
