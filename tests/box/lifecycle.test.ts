import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { findProcesses } from "../../cli/sandbox/processes.ts";
import { sandboxDown, sandboxStatus, sandboxUp } from "../../cli/sandbox/sandbox.ts";
import { readState } from "../../cli/sandbox/state.ts";
import { root } from "../../scripts/support/root.ts";
import { testWorld } from "../support/test-world.ts";
import { boxOptions } from "./box-options.ts";
import { leftBehind, machineState, nothing } from "./machine.ts";
import { describeOnBox, ssh } from "./on-box.ts";

/** Begins to raise a box in another process, and gives that one's id once it said `line`. */
async function upInProcess(options: object, line: string): Promise<number> {
  const script = `
    import { sandboxUp } from ${JSON.stringify(join(root, "cli/sandbox/sandbox.ts"))};
    import { testWorld } from ${JSON.stringify(join(root, "tests/support/test-world.ts"))};
    const world = testWorld({ progress: console.log });
    await sandboxUp({ ...${JSON.stringify(options)}, world });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const said of createInterface({ input: child.stdout })) {
    if (said.includes(line)) return child.pid ?? 0;
  }
  throw new Error(`The box came up, or did not, without saying ${line}`);
}

describeOnBox("a box", (shared) => {
  const world = testWorld();
  const removals: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const remove of removals.splice(0)) await remove();
  });

  async function newOptions(change: Parameters<typeof boxOptions>[0] = {}) {
    const { options, remove } = await boxOptions(change);
    removals.push(remove);
    return options;
  }

  test("stands beside another on a network of its own, and leaves nothing on the machine", async () => {
    const before = await machineState();
    const options = await newOptions();
    const box = await sandboxUp(options);
    const { id, runtimeFolder } = await readState(box.dir);
    expect(box).toMatchObject({ engine: "box", state: "running" });
    expect(box.registryUrl).not.toBe(shared.registryUrl);
    expect(await ssh(box, box.instances[0]?.name ?? "", "true")).toMatchObject({ exitCode: 0 });
    expect(await ssh(shared, shared.instances[0]?.name ?? "", "true")).toMatchObject({
      exitCode: 0,
    });
    expect(leftBehind(before, await machineState())).not.toEqual(nothing);
    expect(await sandboxDown(box.dir, world)).toEqual({ dir: box.dir, kept: [] });
    expect(leftBehind(before, await machineState())).toEqual(nothing);
    expect(await findProcesses(id)).toEqual([]);
    expect([box.dir, runtimeFolder].filter((path) => existsSync(path))).toEqual([]);
    expect((await sandboxStatus(shared.dir, world)).state).toBe("running");
  });

  test.each([
    ["kaskctl alone was killed", false],
    ["kaskctl and all its programs were killed", true],
  ])("is cleared away by down where %s while it came up", async (_, withPrograms) => {
    const before = await machineState();
    const { world: __, ...options } = await newOptions();
    const up = await upInProcess(options, "answers SSH");
    const { id } = await readState(options.dir);
    process.kill(up, "SIGKILL");
    if (withPrograms) for (const pid of await findProcesses(id)) process.kill(pid, "SIGKILL");
    await sandboxDown(options.dir, world);
    expect(leftBehind(before, await machineState())).toEqual(nothing);
    expect(await findProcesses(id)).toEqual([]);
    expect(existsSync(options.dir)).toBe(false);
  });

  test("tells how each of its instances is reached", async () => {
    const { instances } = await sandboxStatus(shared.dir, world);
    expect(instances.map(({ sshPort }) => sshPort)).toEqual([22, 22, 22]);
    expect(await readFile(shared.sshConfig, "utf8")).toContain(`HostName ${instances[0]?.address}`);
  });
});
