import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { root } from "../../scripts/support/root.ts";
import { parseArguments } from "../../service/arguments.ts";
import { consoleSteps } from "../support/console-steps.ts";
import { runProcess } from "../support/programs.ts";
import { needs } from "../support/requires.ts";
import { filesShown, problemsOfSection, runKaskSections } from "../support/run-kask-page.ts";

const alone = ["On one machine, without Cassandra", "HTTPS", "All cores", "Several stores"];

/** Those that `run-kask.cassandra.test.ts` and the cluster suite run. */
const elsewhere = ["Over one Cassandra", "Cassandra with TLS and a login", "Over two data centres"];

describe("the how-to of kask", () => {
  for (const title of alone) {
    needs("curl")(`does what it says: ${title}`, async () => {
      expect(await problemsOfSection(title)).toEqual([]);
    });
  }

  test("has no section with commands that no test runs", () => {
    const withCommands = runKaskSections().filter(({ text }) => consoleSteps(text).length > 0);
    expect(withCommands.map(({ title }) => title).sort()).toEqual([...alone, ...elsewhere].sort());
  });

  test("has the commands that README shows", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const [, block = ""] =
      /## Run the session store[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? [];
    const lines = block.trim().split("\n");
    const commands = lines.map((line) => line.replace(/ +# .*$/, ""));
    expect(commands).toHaveLength(5);
    const known = runKaskSections().flatMap(({ text }) => consoleSteps(text));
    for (const command of commands) expect(known.map((step) => step.command)).toContain(command);
  });

  test("starts kask in its unit and its containers with flags that there are", () => {
    const starts = runKaskSections().flatMap(({ text }) => [
      ...text.matchAll(/^ExecStart=\S+ (.*)$/gm),
      ...text.matchAll(/^docker run .* kask (--.*)$/gm),
    ]);
    expect(starts).toHaveLength(3);
    for (const [, words = ""] of starts)
      expect(parseArguments(words.split(" "))).toMatchObject({ ok: true });
  });

  needs("systemd-analyze")("shows a unit that systemd takes", async () => {
    const folder = await folderWith("kask.service");
    // The program is not there on every machine.
    const file = join(folder, "kask.service");
    await writeFile(file, shown("kask.service").replace("/usr/local/bin/kask", process.execPath));
    const { exitCode, stderr } = await runProcess("systemd-analyze", ["verify", file]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  needs("promtool")("shows a configuration that Prometheus takes", async () => {
    const folder = await folderWith("prometheus.yaml");
    await cp(join(root, "docs/prometheus/kask.rules.yaml"), join(folder, "kask.rules.yaml"));
    const words = ["check", "config", join(folder, "prometheus.yaml")];
    const { exitCode, stderr } = await runProcess("promtool", words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });
});

function shown(name: string): string {
  const files = runKaskSections().map(({ text }) => filesShown(text).get(name));
  return files.find((content) => content !== undefined) ?? "";
}

async function folderWith(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-how-to-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), shown(name));
  return folder;
}
