import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { command, shellPromises } from "../../suites/transport.ts";
import { testWorld } from "../../support/test-world.ts";

describe("a command by local", () =>
  shellPromises({ test, open: (world = testWorld()) => createLocalTransport(world) }));

describe("sudo", () => {
  test.each([
    "sudo: a password is required",
    "alice is not in the sudoers file.",
    "Sorry, user alice is not allowed to execute '/bin/sh' as root on host.",
  ])("that says %j is an outcome of its own", async (words) => {
    const bin = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
    await writeFile(join(bin, "sudo"), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`, { mode: 0o755 });
    const world = testWorld({ env: { PATH: `${bin}:${process.env["PATH"]}` } });
    const outcome = await createLocalTransport(world).run("host", command(":", { asRoot: true }));
    expect(outcome).toEqual({ kind: "sudo-denied", detail: words });
    await rm(bin, { recursive: true });
  });
});
