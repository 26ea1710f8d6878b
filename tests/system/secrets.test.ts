import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import { describe, expect, onTestFinished } from "vitest";
import { type Ended, runKaskctl } from "../support/programs.ts";
import { needs } from "../support/requires.ts";

/** Every text below a folder. */
async function textsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")));
}

describe("a password of the private hierarchy", () => {
  needs("ssh")("that changes is shown nowhere, though Puppet prints its diff", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kaskctl-secrets-"));
    const dir = join(folder, "sandbox");
    const state = join(folder, "state");
    const kaskctl = (...words: readonly string[]): Promise<Ended> =>
      runKaskctl(words, { env: { XDG_STATE_HOME: state, HOME: folder, KASKCTL_SITE: "" } });
    const setPassword = (password: string) =>
      writeFile(join(dir, "private.yaml"), dump({ sessionstore_cassandra_password: password }));
    onTestFinished(async () => {
      await kaskctl("sandbox", "down", "--dir", dir);
      await rm(folder, { recursive: true });
    });

    const ended = [await kaskctl("sandbox", "up", "--dir", dir)];
    const site = ["--site", join(dir, "kaskctl.yaml")];
    await setPassword("Zebra-first-1");
    ended.push(await kaskctl(...site, "--yes", "push", "sessionstore"));
    ended.push(await kaskctl(...site, "agent", "run"));
    await setPassword("Zebra-second-2");
    ended.push(await kaskctl(...site, "--json", "agent", "run"));
    await setPassword("Zebra-third-3");
    ended.push(await kaskctl(...site, "--yes", "deploy", "sessionstore"));
    ended.push(await kaskctl(...site, "agent", "logs"), await kaskctl(...site, "report"));
    const [, , , run] = ended;
    expect(ended.map(({ exitCode }) => exitCode)).toEqual(ended.map(() => 0));

    expect(run?.stderr).toContain("-    password: [secret]");
    expect(run?.stderr).toContain("+    password: [secret]");
    expect(JSON.parse(run?.stdout ?? "")).toMatchObject({ runs: [{ outcome: "changed" }] });
    const kept = await textsBelow(state);
    expect(kept.filter((text) => text.includes("+    password: [secret]")).length).toBe(2);
    const shown = ended.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    expect([...shown, ...kept].join("\n")).not.toContain("Zebra");
  });
});
