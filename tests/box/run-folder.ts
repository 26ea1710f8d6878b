import { existsSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../cli/sandbox/processes.ts";
import { sandboxDown } from "../../cli/sandbox/sandbox.ts";
import { sandboxPaths } from "../../cli/sandbox/state.ts";
import { testWorld } from "../support/test-world.ts";

/** A folder for one sandbox of a test; its name says which process answers for it. */
export function newRunFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `kaskctl-box-${process.pid}-`));
}

/** Where the sandbox of such a folder is. */
export function sandboxOf(runFolder: string): string {
  return join(runFolder, "box");
}

/** Takes down the sandbox of such a folder, if there still is one, and removes the folder. */
export async function removeRun(runFolder: string): Promise<void> {
  const dir = sandboxOf(runFolder);
  // Without this file nobody could take it down any more.
  if (existsSync(sandboxPaths(dir).state)) await sandboxDown(dir, testWorld());
  await rm(runFolder, { recursive: true, force: true });
}

/** Takes down the sandboxes of our processes that were killed before they could do it, and says what became of each. */
export async function clearDeadRuns(say: (line: string) => void): Promise<void> {
  const names = await readdir(tmpdir());
  const dead = names.filter((name) => {
    const pid = /^kaskctl-box-(\d+)-\w{6}$/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
  for (const folder of dead.map((name) => join(tmpdir(), name))) {
    // As root we would do whatever somebody else wrote there.
    if ((await ownerOf(folder)) !== process.getuid?.()) continue;
    await removeRun(folder).then(
      () => say(`Cleared away what a killed run left in ${folder}`),
      (error) => say(`Cannot clear away what a killed run left in ${folder}: ${error.message}`),
    );
  }
}

/** Undefined where the folder went meanwhile. */
async function ownerOf(folder: string): Promise<number | undefined> {
  return (await lstat(folder).catch(() => undefined))?.uid;
}
