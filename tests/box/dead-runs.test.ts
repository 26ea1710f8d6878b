import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { findProcesses } from "../../cli/sandbox/processes.ts";
import { readState, sandboxPaths } from "../../cli/sandbox/state.ts";
import { root } from "../../scripts/support/root.ts";
import { clearDeadRuns, newRunFolder, sandboxOf } from "./run-folder.ts";

/** Raises an embedded sandbox as tests raise theirs, and is killed. */
const script = `
  import { sandboxUp } from ${JSON.stringify(join(root, "cli/sandbox/sandbox.ts"))};
  import { sourcePrograms } from ${JSON.stringify(join(root, "tests/support/sandbox.ts"))};
  import { testWorld } from ${JSON.stringify(join(root, "tests/support/test-world.ts"))};
  import { newRunFolder, sandboxOf } from ${JSON.stringify(join(root, "tests/box/run-folder.ts"))};
  const folder = await newRunFolder();
  const dir = sandboxOf(folder);
  await sandboxUp({ dir, hosts: ["i1"], programs: sourcePrograms, world: testWorld() });
  console.log(folder);
  setInterval(() => {}, 60_000);`;

test("what a killed run of the tests left is cleared away by the next, and what a running one has is not", async () => {
  const own = await newRunFolder();
  onTestFinished(() => rm(own, { recursive: true }));
  const run = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [folder] = await once(createInterface({ input: run.stdout }), "line");
  const { id } = await readState(sandboxOf(folder));
  const ended = once(run, "exit");
  run.kill("SIGKILL");
  await ended;
  expect(await findProcesses(id)).not.toEqual([]);
  const said: string[] = [];
  await clearDeadRuns((line) => said.push(line));
  expect(said).toContain(`Cleared away what a killed run left in ${folder}`);
  expect(await findProcesses(id)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(own)).toBe(true);
});

test("what cannot be cleared away is told of, and stays", async () => {
  const folder = await deadFolder();
  await mkdir(sandboxOf(folder));
  await writeFile(sandboxPaths(sandboxOf(folder)).state, "of nobody");
  const said: string[] = [];
  await clearDeadRuns((line) => said.push(line));
  expect(said).toContainEqual(
    expect.stringMatching(`^Cannot clear away what a killed run left in ${folder}: .*sandbox.json`),
  );
  expect(existsSync(folder)).toBe(true);
});

test.skipIf(process.getuid?.() !== 0)(
  "what somebody else left is left alone (needs root)",
  async () => {
    const folder = await deadFolder();
    await chown(folder, 65_534, 65_534);
    await clearDeadRuns(() => {});
    expect(existsSync(folder)).toBe(true);
  },
);

/** As a process would have left it that is no more. */
async function deadFolder(): Promise<string> {
  const { pid } = spawnSync("true");
  const folder = await mkdtemp(join(tmpdir(), `kaskctl-box-${pid}-`));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
