import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hostPrograms, hostVersions } from "../../../cli/deploy/host-programs.ts";
import { createLocalTransport } from "../../../cli/ssh/local.ts";
import { testWorld } from "../../support/test-world.ts";

/** A machine with these programs, each a line of shell. */
async function machineWith(programs: Readonly<Record<string, string>>) {
  const bin = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  onTestFinished(() => rm(bin, { recursive: true, force: true }));
  const all = { sudo: '[ "$1" = -n ] && shift; exec "$@"', ...programs };
  for (const [name, line] of Object.entries(all)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  }
  const world = testWorld({ env: { PATH: `${bin}:${process.env["PATH"]}` } });
  return { transport: createLocalTransport(world), world };
}

test("programs of a host are named by their own words, and the image by its digest", async () => {
  const ask = await machineWith({
    puppet: "echo 7.23.0",
    sshd: "echo 'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.22' >&2; exit 1",
    docker: `case "$*" in
version*) echo 20.10.24+dfsg1 ;;
"inspect --format {{.Image}} kask.service") echo sha256:0a1b ;;
"image inspect"*sha256:0a1b) echo '["registry/kask@sha256:2c3d","other@sha256:2c3d"]' ;;
*) exit 1 ;;
esac`,
  });
  const versions = await hostVersions(["one", "two"], ask);
  expect(await hostPrograms(["one", "two"], versions, "kask.service", ask)).toEqual(
    ["one", "two"].map((host) => ({
      host,
      versions: { puppet: "7.23.0", docker: "20.10.24+dfsg1", sshd: "9.2p1" },
      image: "registry/kask@sha256:2c3d",
    })),
  );
});

test("a program that fails is left out, and so is a host on which all do", async () => {
  const fails = { puppet: "exit 1", docker: "exit 1", sshd: "exit 127" };
  const some = await machineWith({ ...fails, puppet: "echo 7.23.0" });
  const found = await hostVersions(["one"], some);
  expect(await hostPrograms(["one"], found, "kask.service", some)).toEqual([
    { host: "one", versions: { puppet: "7.23.0" }, image: undefined },
  ]);
  const none = await machineWith(fails);
  const nothing = await hostVersions(["one"], none);
  expect(await hostPrograms(["one"], nothing, "kask.service", none)).toEqual([]);
});
