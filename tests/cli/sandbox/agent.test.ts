import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dump, load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hieraText, raiseSandbox, roles, type TestSandbox, title } from "../../support/sandbox.ts";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await raiseSandbox();
});

afterAll(() => sandbox.down());

async function summary() {
  const path = sandbox.path("var/cache/puppet/public/last_run_summary.yaml");
  return load(await readFile(path, "utf8")) as {
    readonly version: { readonly config: string | null; readonly puppet: string };
    readonly resources: Readonly<Record<string, number>>;
    readonly time: Readonly<Record<string, number>>;
    readonly events: Readonly<Record<string, number>>;
  };
}

async function properties(): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await sandbox.run("systemctl", "show", title);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)));
}

describe("run-puppet-agent of a sandbox", () => {
  test("has resources before anything was pushed, and finds them as they should be", async () => {
    const { code, stderr } = await sandbox.run("run-puppet-agent");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await summary()).toMatchObject({ resources: { total: 3, changed: 0, failed: 0 } });
  });

  test("brings about what service::docker does, and nothing the second time", async () => {
    await sandbox.push(hieraText({ environment: { NODE_ENV: "x" } }));
    const first = await sandbox.run("run-puppet-agent");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /File\[\/etc\/mediawiki-services-kask\/config\.yaml\]\/ensure: defined content as '\{sha256\}/,
    );
    expect(await summary()).toMatchObject({
      version: { puppet: "7.23.0" },
      resources: { failed: 0, total: 10, changed: 7 },
      events: { failure: 0 },
    });
    const modes = ["", "config.yaml", "env"].map(async (name) => {
      const { mode } = await stat(sandbox.path(`etc/${title}/${name}`));
      return (mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(["755", "444", "440"]);
    expect(await readFile(sandbox.path(`etc/${title}/env`), "utf8")).toBe("NODE_ENV=x\n");

    const second = await sandbox.run("run-puppet-agent");
    const [colour, reset] = ["\u001b[m", "\u001b[0m"];
    expect(second.stdout.replace(/[\d.]+ seconds/, "N seconds")).toContain(
      `${colour}Notice: Applied catalog in N seconds${reset}\n`,
    );
    expect(second.stdout).not.toContain("/Stage[main]");
    expect(await summary()).toMatchObject({ resources: { changed: 0, failed: 0, total: 10 } });
  });

  test("resolves lookups with the private values, and facts", async () => {
    const text = hieraText({ environment: { HOST: "%{facts.networking.hostname}" } });
    await sandbox.push(text);
    await sandbox.run("run-puppet-agent");
    const config = await readFile(sandbox.path(`etc/${title}/config.yaml`), "utf8");
    expect(config).toContain("password: sandbox-only-not-a-secret\n");
    expect(await readFile(sandbox.path(`etc/${title}/env`), "utf8")).toBe(
      "HOST=deployment-sessionstore02\n",
    );
  });

  test("shows the difference of a changed file and restarts the service", async () => {
    await sandbox.push(hieraText());
    await sandbox.run("run-puppet-agent");
    const text = hieraText().replace("86400", "3600");
    await sandbox.push(text);
    const { stdout } = await sandbox.run("run-puppet-agent");
    expect(stdout).toContain("-default_ttl: 86400\n+default_ttl: 3600\n");
    expect(stdout).toContain(`Service[${title}]: Triggered 'refresh' from 1 event`);
  });

  test("does not show what an env file holds", async () => {
    await sandbox.push(hieraText({ environment: { TOKEN: "one" } }));
    await sandbox.run("run-puppet-agent");
    await sandbox.push(hieraText({ environment: { TOKEN: "two" } }));
    const { stdout } = await sandbox.run("run-puppet-agent");
    expect(stdout).toContain("/env]/content: content changed '{sha256}");
    expect(stdout).not.toContain("TOKEN");
  });

  test("stays green with a tag that no registry has, while the unit fails over and over", async () => {
    await sandbox.push(hieraText({ version: "v9.9.9" }));
    const { code } = await sandbox.run("run-puppet-agent");
    expect(code).toBe(0);
    expect((await summary()).resources).toMatchObject({ failed: 0 });
    const isThird = (line: string) => line.includes("restart counter is at 3");
    await sandbox.firstLine(isThird, "journalctl", "-u", title, "-n", "50", "-f", "-o", "cat");
    expect(Number((await properties())["NRestarts"])).toBeGreaterThanOrEqual(3);
    const { stdout } = await sandbox.run("journalctl", "-u", title, "-o", "cat");
    expect(stdout).toContain("v9.9.9 not found: manifest unknown");
  });

  test("counts the restarts of a Kask that exits at start", async () => {
    await sandbox.push(hieraText({ config: { default_ttl: -1, listen_address: "0.0.0.0" } }));
    expect((await sandbox.run("run-puppet-agent")).code).toBe(0);
    let hasComplained = false;
    const isAgain = (line: string) => {
      hasComplained ||= line.includes("default_ttl");
      return hasComplained && /restart counter is at [2-9]/.test(line);
    };
    await sandbox.firstLine(isAgain, "journalctl", "-u", title, "-n", "all", "-f", "-o", "cat");
    const { stdout } = await sandbox.run("journalctl", "-t", `docker-${title}`, "-o", "cat");
    expect(stdout).toMatch(
      /kask: \/etc\/mediawiki-services-kask\/config\.yaml:\d+:\d+: default_ttl/,
    );
  });

  test("counts a resource that cannot be made as failed, skips what needs it, and exits 0", async () => {
    const path = sandbox.path(`etc/${title}/config.yaml`);
    await rm(path);
    await mkdir(path);
    await sandbox.push(hieraText());
    const { code, stderr } = await sandbox.run("run-puppet-agent");
    await rm(path, { recursive: true });
    expect(code).toBe(0);
    expect(stderr).toContain(`File[/etc/${title}/config.yaml]: Could not set 'file' on ensure`);
    expect(stderr).toContain("Skipping because of failed dependencies");
    expect((await summary()).resources).toMatchObject({ failed: 1, skipped: 1 });
    const report = await readFile(
      sandbox.path("var/lib/puppet/state/last_run_report.yaml"),
      "utf8",
    );
    expect(report).toMatch(/^--- !ruby\/object:Puppet::Transaction::Report\n/);
    expect(report).toContain("status: failed\n");
  });

  test("stops and removes a service that is absent", async () => {
    await sandbox.push(hieraText());
    await sandbox.run("run-puppet-agent");
    await sandbox.push(hieraText({ ensure: "absent" }));
    const { code, stdout } = await sandbox.run("run-puppet-agent");
    expect(code).toBe(0);
    expect(stdout).toContain(`Service[${title}]/ensure: ensure changed 'running' to 'stopped'`);
    await expect(stat(sandbox.path(`etc/${title}`))).rejects.toThrow("ENOENT");
    expect((await sandbox.run("docker", "inspect", `${title}.service`)).code).toBe(1);
  });
});

describe("a catalog that does not compile", () => {
  const cases = [
    {
      name: "a date in what the ENC says",
      text: hieraText().replace('"sessions"', "2024-01-01"),
      says: "cloudlib::httpyaml failed Tried to load unspecified class: Date on node",
    },
    {
      name: "a port of a wrong type",
      text: hieraText({ port: "8080" }),
      says: "parameter 'port' expects a Stdlib::Port::User = Integer[1024, 49151] value, got String",
    },
    {
      name: "an unknown parameter",
      text: hieraText({ bogus: 1 }),
      says: "has no parameter named 'bogus'",
    },
    {
      name: "no service definitions",
      text: dump({ "profile::cassandra::instances": {} }),
      says: "Function lookup() did not find a value for the name 'profile::docker::runner::service_defs'",
    },
  ];

  test.each(cases)("is exit code 1 and no resources, in Puppet's words: $name", async (each) => {
    await sandbox.push(each.text);
    const { code, stderr } = await sandbox.run("run-puppet-agent");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "Error: Could not retrieve catalog from remote server: Error 500 on SERVER: Server Error:",
    );
    expect(stderr).toContain(each.says);
    expect(stderr).toContain("Error: Could not retrieve catalog; skipping run");
    expect(await summary()).toMatchObject({ version: { config: null }, resources: { total: 0 } });
  });

  test("is that of a role that Puppet does not know", async () => {
    await sandbox.push(hieraText());
    await sandbox.enc.writeRoles("deployment-sessionstore", [...roles, "role::bogus"]);
    const { code, stderr } = await sandbox.run("run-puppet-agent");
    expect(code).toBe(1);
    expect(stderr).toContain("Could not find class ::role::bogus");
  });
});

describe("Puppet's locks in a sandbox", () => {
  test("a disabled agent does nothing, says why, and is enabled only by its reason", async () => {
    await sandbox.push(hieraText());
    expect((await sandbox.run("disable-puppet", "maintenance")).code).toBe(0);
    await sandbox.run("puppet", "agent", "--disable", "another reason");
    const run = await sandbox.run("run-puppet-agent");
    expect(run).toMatchObject({ code: 1 });
    expect(run.stdout).toContain("administratively disabled (Reason: 'maintenance - tester')");
    expect(await sandbox.run("puppet-enabled")).toMatchObject({
      code: 1,
      stdout: "Puppet is disabled. maintenance - tester\n",
    });
    expect((await sandbox.run("run-puppet-agent", "-e", "wrong")).code).toBe(1);
    expect((await sandbox.run("run-puppet-agent", "-e", "maintenance")).code).toBe(0);
  });

  test("a lock that lives makes the agent give up, a stale one does not", async () => {
    const lock = sandbox.path("var/lib/puppet/state/agent_catalog_run.lock");
    await writeFile(lock, String(process.pid));
    expect(await sandbox.run("run-puppet-agent", "-a", "0")).toMatchObject({
      code: 1,
      stdout: "Waited 0 seconds and a preceding puppet run is still ongoing, aborting\n",
    });
    const none = 2 ** 22 + 1;
    await writeFile(lock, String(none));
    expect((await sandbox.run("run-puppet-agent", "-a", "0")).code).toBe(0);
    await expect(stat(lock)).rejects.toThrow("ENOENT");
  });

  test("a wrong option is met with help", async () => {
    expect(await sandbox.run("run-puppet-agent", "--detailed-exitcodes")).toMatchObject({
      code: 1,
    });
    expect(await sandbox.run("run-puppet-agent", "-a")).toMatchObject({ code: 1 });
    expect(await sandbox.run("run-puppet-agent", "-h")).toMatchObject({ code: 0 });
  });
});

test("puppet agent --test tells changes from none by its exit code", async () => {
  await sandbox.push(hieraText({ version: "v1.0.9" }));
  expect((await sandbox.run("puppet", "agent", "--test")).code).toBe(2);
  expect((await sandbox.run("puppet", "agent", "--test")).code).toBe(0);
});

test("puppet config print gives one path bare and several by name", async () => {
  const path = sandbox.path("var/cache/puppet/public/last_run_summary.yaml");
  expect((await sandbox.run("puppet", "config", "print", "lastrunfile")).stdout).toBe(`${path}\n`);
  const { stdout } = await sandbox.run("puppet", "config", "print", "lastrunfile", "certname");
  expect(stdout).toBe(`lastrunfile = ${path}\ncertname = ${sandbox.it.instances[0]?.fqdn}\n`);
});
