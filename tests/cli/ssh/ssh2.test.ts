import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newSshKey } from "../../../cli/sandbox/ssh-key.ts";
import { createSsh2Transport } from "../../../cli/ssh/ssh2.ts";
import type { Transport } from "../../../cli/ssh/transport.ts";
import {
  command,
  shellPromises,
  sshPromises,
  startTransportHosts,
  type TransportHosts,
} from "../../suites/transport.ts";
import { testWorld } from "../../support/test-world.ts";

let hosts: TransportHosts;
beforeAll(async () => {
  hosts = await startTransportHosts();
});
afterAll(() => hosts.close());

function open(change: Partial<Parameters<typeof createSsh2Transport>[0]> = {}): Transport {
  return createSsh2Transport({
    configFile: hosts.config.file,
    user: "alice",
    jump: undefined,
    runtimeFolder: hosts.runtimeFolder,
    // Nothing of OpenSSH's is to be needed.
    world: testWorld({ env: {} }),
    ...change,
  });
}

const examined = { test, open: (world = testWorld({ env: {} })) => open({ world }) };

describe("a command by ssh2", () => shellPromises(examined));

describe("ssh2", () => {
  sshPromises(examined, () => hosts);

  test("refuses what it cannot do, and names the transport that can", () => {
    for (const change of [{ jump: "bastion" }, { configFile: undefined }]) {
      expect(() => open(change)).toThrow(
        expect.objectContaining({ code: "wrong-use", hint: expect.stringContaining("openssh") }),
      );
    }
  });

  test("refuses a configuration that it does not fully understand", async () => {
    const file = join(hosts.config.folder, "other_config");
    await writeFile(file, `Include else\n${await readFile(hosts.config.file, "utf8")}`);
    for (const configFile of [file, join(hosts.config.folder, "missing")]) {
      const other = open({ configFile });
      const refused = { code: "ssh-config-invalid", hint: expect.stringContaining("openssh") };
      await expect(other.run("host", command(":"))).rejects.toMatchObject(refused);
      await other.close();
    }
  });

  test("tells a key that is revoked", async () => {
    const { host, config } = hosts;
    const revoked = `revoked ${host.hostKey.public}\n@revoked * ${host.hostKey.public}`;
    await config.add("revoked", host);
    await writeFile(join(config.folder, "revoked.known"), revoked);
    const own = open();
    expect(await own.run("revoked", command(":"))).toMatchObject({
      kind: "hostkey",
      reason: "changed",
      detail: expect.stringContaining("revoked"),
    });
    await own.close();
  });

  test.each([
    ["missing", undefined],
    ["public", newSshKey().public],
    ["damaged", "hello"],
  ])("tells that the key to log in with is %s", async (alias, clientKey) => {
    const { host, config } = hosts;
    await config.add(alias, host, clientKey === undefined ? {} : { clientKey });
    if (clientKey === undefined) await rm(join(config.folder, `${alias}.key`));
    const own = open();
    expect(await own.run(alias, command(":"))).toMatchObject({
      kind: "auth",
      detail: expect.stringContaining(`${alias}.key`),
    });
    await own.close();
  });

  test("ends a login that is under way when it is closed, and opens no other", async () => {
    const own = open();
    const running = [own.run("host", command(":")), own.run("host", command(":"))];
    await own.close();
    for (const outcome of await Promise.all(running)) expect(outcome.kind).toBe("unreachable");
  });
});
