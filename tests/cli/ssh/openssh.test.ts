import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { createOpensshTransport } from "../../../cli/ssh/openssh.ts";
import type { Transport } from "../../../cli/ssh/transport.ts";
import {
  command,
  shellPromises,
  sshPromises,
  startTransportHosts,
  type TransportHosts,
} from "../../suites/transport.ts";
import { runProcess } from "../../support/programs.ts";
import { needs } from "../../support/requires.ts";
import { testWorld } from "../../support/test-world.ts";

const sshTest = needs("ssh");
let hosts: TransportHosts;
beforeAll(async () => {
  hosts = await startTransportHosts();
});
afterAll(() => hosts.close());

function open(change: Partial<Parameters<typeof createOpensshTransport>[0]> = {}): Transport {
  return createOpensshTransport({
    configFile: hosts.config.file,
    user: "alice",
    jump: undefined,
    runtimeFolder: hosts.runtimeFolder,
    world: testWorld(),
    ...change,
  });
}

const examined = { test: sshTest, open: (world = testWorld()) => open({ world }) };

describe("a command by openssh", () => shellPromises(examined));

describe("openssh", () => {
  sshPromises(examined, () => hosts);

  sshTest("tells a configuration that ssh refuses", async () => {
    const other = open({ configFile: join(hosts.config.folder, "missing") });
    await expect(other.run("host", command(":"))).rejects.toMatchObject({
      code: "ssh-config-invalid",
    });
    await other.close();
  });

  sshTest("is taken by a person with the words that it tells", async () => {
    const transport = open();
    const [file = "", ...words] = transport.typedWords("host");
    const { stdout } = await runProcess(file, [...words, "echo $LOGNAME at $((6 * 7))"]);
    expect(stdout).toMatch(/at 42\n$/);
    await transport.close();
  });

  sshTest("tells that there is no ssh", async () => {
    const other = open({ world: testWorld({ env: { PATH: hosts.config.folder } }) });
    await expect(other.run("host", command(":"))).rejects.toMatchObject({ code: "ssh-missing" });
    await other.close();
  });

  sshTest("goes through a jump host whose key is checked too", async () => {
    const through = open({ jump: "host" });
    expect(await through.run("host", command("exit 6"))).toMatchObject({ exitCode: 6 });
    expect(await through.run("closed", command(":"))).toMatchObject({ reason: "jump" });
    await through.close();
    const unchecked = open({ jump: "unknown" });
    expect(await unchecked.run("host", command(":"))).toMatchObject({ kind: "hostkey" });
    await unchecked.close();
    const away = open({ jump: "bob@closed:1" });
    expect(await away.run("host", command(":"))).toMatchObject({ reason: "jump" });
    await away.close();
  });
});
