import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, test as always, beforeAll, beforeEach, describe, expect } from "vitest";
import { missingHere, needs } from "../support/requires.ts";
import { type AgentHost, embeddedHost, scriptsHost } from "./support/agent-host.ts";

const hosts = [
  { name: "our scripts over the real Puppet", raise: scriptsHost, requirements: ["puppet"] },
  { name: "the embedded sandbox", raise: embeddedHost, requirements: [] },
] as const;

const silent = { code: 0, stdout: "", stderr: "" };
const disabled = { code: 1, stdout: "Puppet is disabled. maintenance - tester\n", stderr: "" };

describe.each(hosts)("on $name", ({ raise, requirements }) => {
  const run = requirements.length > 0 ? needs(...requirements) : always;
  const test = (title: string, body: () => Promise<void>) => run(title, body, 240_000);
  let host: AgentHost;

  beforeAll(async () => {
    if (missingHere(...requirements).length === 0) host = await raise();
  });

  beforeEach(async () => {
    await host?.run("enable-puppet", "--force");
  });

  afterAll(() => host?.[Symbol.asyncDispose]());

  test("Puppet may run until somebody disables it, whose message stays", async () => {
    expect(await host.run("puppet-enabled")).toEqual(silent);
    expect(await host.run("disable-puppet", "maintenance")).toMatchObject({ code: 0 });
    expect(await host.run("disable-puppet", "another reason")).toMatchObject({ code: 0 });
    expect(await host.run("puppet-enabled")).toEqual(disabled);
  });

  test("disabling wants a message", async () => {
    const { code, stdout, stderr } = await host.run("disable-puppet");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe("disable-puppet: a message is needed\n");
    expect(await host.run("puppet-enabled")).toEqual(silent);
  });

  test("enabling wants the message that it was disabled with, with or without who that was", async () => {
    for (const words of ["maintenance", "maintenance - tester"]) {
      await host.run("disable-puppet", "maintenance");
      expect(await host.run("enable-puppet", "mainten")).toEqual({
        code: 1,
        stdout: "Mismatched message, not enabling puppet.\n",
        stderr: "",
      });
      expect(await host.run("enable-puppet", words)).toMatchObject({ code: 0 });
      expect(await host.run("puppet-enabled")).toEqual(silent);
    }
    expect(await host.run("enable-puppet", "whatever")).toEqual(silent);
  });

  test("a disabled agent does not run, and says why", async () => {
    await host.run("disable-puppet", "maintenance");
    const skipped = `Skipping run of Puppet configuration client; administratively disabled (Reason: 'maintenance - tester');\nUse 'puppet agent --enable' to re-enable.`;
    const other = await host.run("run-puppet-agent", "--enable", "other");
    expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining(skipped) });
    expect(other.stdout).toMatch(/^Mismatched message, not enabling puppet\.\n/);
    expect(await host.run("run-puppet-agent", "--failed-only")).toEqual(silent);
    expect(await host.run("puppet-enabled")).toEqual(disabled);
  });

  for (const words of [["-e", "maintenance"], ["--force"]]) {
    test(`run-puppet-agent ${words.join(" ")} enables Puppet before it runs it`, async () => {
      await host.run("disable-puppet", "maintenance");
      const { stdout } = await host.run("run-puppet-agent", ...words);
      expect(stdout).not.toContain("Skipping run");
      expect(await host.run("puppet-enabled")).toEqual(silent);
    });
  }

  test("nobody waits for longer than they said for an agent that runs", async () => {
    const waited = "Waited 0 seconds and a preceding puppet run is still ongoing, aborting\n";
    await whileAgentRuns(async () => {
      const run = await host.run("run-puppet-agent", "--attempts", "0");
      expect(run).toEqual({ code: 1, stdout: waited, stderr: "" });
      const disabling = await host.run("disable-puppet", "maintenance", "0");
      expect(disabling).toMatchObject({ code: 1, stdout: expect.stringContaining(waited) });
    });
    expect(await host.run("puppet-enabled")).toEqual(disabled);
  });

  test("a lock whose process is gone keeps nobody waiting", async () => {
    const gone = await agentProcess();
    await end(gone);
    await writeFile(host.runLock, String(gone.pid));
    const { stdout } = await host.run("run-puppet-agent", "-a", "0");
    expect(stdout).not.toContain("Waited");
    await rm(host.runLock, { force: true });
  });

  test("the last run can be reason enough for no other", async () => {
    await writeFile(host.summary, summary({ failed: 0 }));
    expect(await host.run("run-puppet-agent", "--failed-only")).toEqual(silent);
    expect(await host.run("run-puppet-agent", "--unless-version", "cafe")).toEqual(silent);
    for (const text of [summary({ failed: 1 }), summary({ total: 0 })]) {
      await writeFile(host.summary, text);
      expect(await host.run("run-puppet-agent", "--failed-only")).not.toEqual(silent);
    }
    await writeFile(host.summary, summary({ failed: 0 }));
    expect(await host.run("run-puppet-agent", "--unless-version", "beef")).not.toEqual(silent);
  });

  for (const words of [["--detailed-exitcodes"], ["-a"], ["-a", "soon"], ["--enable"]]) {
    test(`run-puppet-agent ${words.join(" ")} is refused with its help`, async () => {
      const { code, stdout } = await host.run("run-puppet-agent", ...words);
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^Usage: /) });
    });
  }

  test("help is no failure", async () => {
    const { code, stdout } = await host.run("run-puppet-agent", "--help");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: /) });
  });

  async function whileAgentRuns(act: () => Promise<void>): Promise<void> {
    const agent = await agentProcess();
    await writeFile(host.runLock, String(agent.pid));
    try {
      await act();
    } finally {
      await end(agent);
      await rm(host.runLock, { force: true });
    }
  }
});

describe("our scripts", () => {
  needs("puppet")("run the agent once, in the foreground, and end as it does", async () => {
    await using host = await scriptsHost();
    const { code, stdout, stderr } = await host.run("run-puppet-agent");
    expect({ code, says: stdout + stderr }).toEqual({
      code: 1,
      says: expect.stringContaining("Connection refused"),
    });
    await expect(readFile(host.runLock)).rejects.toThrow("ENOENT");
  });

  needs("puppet")("take a lock for stale whose number is another program's by now", async () => {
    await using host = await scriptsHost();
    const other = spawn("sleep", ["60"]);
    await once(other, "spawn");
    await writeFile(host.runLock, String(other.pid));
    const { stdout } = await host.run("run-puppet-agent", "-a", "0");
    await end(other);
    expect(stdout).not.toContain("Waited");
  });
});

/** A process that looks like an agent. */
async function agentProcess(): Promise<ChildProcess> {
  const child = spawn("bash", ["-c", "exec -a puppet-agent sleep 60"]);
  await once(child, "spawn");
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill();
  await closed;
}

function summary({ total = 3, failed = 0 }): string {
  return `---
version:
  config: cafe12 (a commit)
  puppet: 7.23.0
resources:
  changed: 0
  failed: ${failed}
  total: ${total}
events:
  failure: 0
  total: 0
`;
}
