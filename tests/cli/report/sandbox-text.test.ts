import { describe, expect, test } from "vitest";
import { formatSandbox, sandboxJson } from "../../../cli/report/sandbox-text.ts";
import type { SandboxDescription } from "../../../cli/sandbox/sandbox.ts";

const sandbox: SandboxDescription = {
  dir: "/box",
  engine: "embedded",
  state: "running",
  startedAt: "2026-01-01T00:00:00.000Z",
  siteFile: "/box/kaskctl.yaml",
  cloudsFile: "/box/clouds.yaml",
  sshConfig: "/box/ssh_config",
  transport: "openssh",
  keystoneUrl: "http://127.0.0.1:1/v3",
  encUrl: "http://127.0.0.1:1",
  registryUrl: "http://127.0.0.1:2",
  instances: [
    {
      name: "store02",
      fqdn: "store02.p.d",
      address: "127.0.0.1",
      sshPort: 3,
      units: [{ unit: "k.service", activeState: "active", subState: "running", restarts: 1 }],
    },
  ],
};

describe("a sandbox as text", () => {
  test("says what runs where, what is emulated, and how to use it", () => {
    expect(formatSandbox(sandbox)).toBe(
      `The sandbox in /box is up. Puppet and Docker are emulated; HTTP, SSH, the Kask and its store are real.
  Keystone           http://127.0.0.1:1/v3
  ENC                http://127.0.0.1:1
  Registry           http://127.0.0.1:2
  store02.p.d        ssh 127.0.0.1:3
  store02 k.service  active (running), 1 restart

Use it      kaskctl --site /box/kaskctl.yaml deploy sessionstore
Log in      ssh -F /box/ssh_config store02
Take down   kaskctl sandbox down --dir /box
`,
    );
  });

  test("offers no login where there is no ssh", () => {
    const text = formatSandbox({ ...sandbox, transport: "ssh2" });
    expect(text).toMatch(/deploy sessionstore\nTake down /);
  });

  test("offers nothing but the way out where it is dead, and nothing yet where it starts", () => {
    expect(formatSandbox({ ...sandbox, state: "dead" })).toContain(
      "Clear it away with: kaskctl sandbox down --dir /box\n",
    );
    expect(formatSandbox({ ...sandbox, state: "starting" })).toBe(
      "The sandbox in /box is being raised.\n",
    );
  });
});

test("a sandbox as JSON has the names that the commands promise", () => {
  expect(sandboxJson(sandbox)).toMatchObject({
    dir: "/box",
    state: "running",
    site_file: "/box/kaskctl.yaml",
    instances: [{ ssh_port: 3, units: [{ unit: "k.service", active_state: "active" }] }],
  });
});
