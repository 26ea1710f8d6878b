import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, runKaskctl } from "../support/programs.ts";

let folder: string;
let bin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-test-"));
  bin = join(folder, "bin");
  await mkdir(bin);
  // A machine that has everything but OpenSSH.
  const programs = new Map(
    ["/usr/bin", "/bin"].flatMap((from) =>
      readdirSync(from)
        .filter((name) => !/^(?:ssh|scp|sftp)/.test(name))
        .map((name) => [name, join(from, name)] as const),
    ),
  );
  programs.set("node", process.execPath);
  await Promise.all([...programs].map(([name, path]) => symlink(path, join(bin, name))));
});

afterAll(() => rm(folder, { recursive: true }));

describe("on a machine without ssh", () => {
  const kaskctl = (...words: string[]): Promise<Ended> =>
    runKaskctl(words, { cwd: folder, env: { PATH: bin, XDG_STATE_HOME: join(folder, "state") } });

  test("a sandbox is raised, deployed to and taken down", async () => {
    const dir = join(folder, "box");
    const up = await kaskctl("sandbox", "up", "--dir", dir);
    try {
      expect(up).toMatchObject({ exitCode: 0 });
      expect(up.stdout).not.toContain("ssh -F");
      const site = join(dir, "kaskctl.yaml");
      const text = await readFile(site, "utf8");
      expect(text).toContain("transport: ssh2");
      const words = ["--site", site, "deploy", "sessionstore", "--yes", "--window", "1"];
      const deployed = await kaskctl(...words);
      expect(deployed).toMatchObject({ exitCode: 0 });
      // That it was ssh2 which did it.
      await writeFile(site, text.replace("transport: ssh2", "transport: openssh"));
      const smoke = await kaskctl("--site", site, "smoke", "sessionstore", "--window", "1");
      expect(smoke.stdout + smoke.stderr).toContain("there is no `ssh` on the PATH");
    } finally {
      await kaskctl("sandbox", "down", "--dir", dir);
    }
  });
});
