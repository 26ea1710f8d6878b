import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  claimNetwork,
  parseRoutes,
  type TakenRange,
} from "../../../cli/sandbox/box/address-range.ts";
import { portsIn } from "../../../cli/sandbox/box/requirements.ts";
import { root } from "../../../scripts/support/root.ts";

const id = `00000007${"0".repeat(16)}`;

async function chosen(each: string, ...taken: readonly TakenRange[]): Promise<string> {
  const { network, release } = await claimNetwork(each, async () => taken);
  release();
  return network;
}

describe.skipIf(process.platform !== "linux")("the network of a box", () => {
  test("lies in 198.18.0.0/15, and differs from one box to the next", async () => {
    expect(await chosen(id)).toBe("198.18.7");
    expect(await chosen(id.replace("07", "ff"))).toBe("198.18.255");
    expect(await chosen("000001ff")).toBe("198.19.255");
  });

  test.each([
    ["an address of this machine", { address: "198.18.7.1", prefix: 32 }, "198.18.8"],
    ["a route to a part of it", { address: "198.18.7.128", prefix: 25 }, "198.18.8"],
    ["a route to more than it", { address: "198.18.0.0", prefix: 16 }, "198.19.0"],
    ["a route to something else", { address: "10.0.0.0", prefix: 8 }, "198.18.7"],
  ])("gives way to %s where they overlap", async (_, taken, network) => {
    expect(await chosen(id, taken)).toBe(network);
  });

  test("is refused where all of them are taken", async () => {
    const choice = chosen(id, { address: "198.16.0.0", prefix: 12 });
    await expect(choice).rejects.toMatchObject({ code: "box-not-possible" });
  });

  test("is not that of another box that is about to come up, until that one's process is killed", async () => {
    const script = `
      import { claimNetwork } from ${JSON.stringify(join(root, "cli/sandbox/box/address-range.ts"))};
      console.log((await claimNetwork(process.argv[1], async () => [])).network);
      setInterval(() => {}, 60_000);`;
    const other = spawn(process.execPath, ["--input-type=module", "-e", script, id], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: other.stdout }), "line");
    expect(line).toBe("198.18.7");
    expect(await chosen(id)).toBe("198.18.8");
    const ended = once(other, "exit");
    other.kill("SIGKILL");
    await ended;
    expect(await chosen(id)).toBe("198.18.7");
  });

  test("stays that of a box whose up was killed, as long as its daemon may still make it", async () => {
    const dir = await mkdtemp(join(tmpdir(), "kaskctl-claim-"));
    onTestFinished(() => rm(dir, { recursive: true }));
    const daemon = `import { writeSync } from "node:fs";
      writeSync(3, JSON.stringify({ progress: String(process.pid) }) + "\\n");
      setInterval(() => {}, 60_000);`;
    await writeFile(join(dir, "daemon.mjs"), daemon);
    const script = `
      import { claimNetwork } from ${JSON.stringify(join(root, "cli/sandbox/box/address-range.ts"))};
      import { startDaemon } from ${JSON.stringify(join(root, "cli/sandbox/start-daemon.ts"))};
      import { testWorld } from ${JSON.stringify(join(root, "tests/support/test-world.ts"))};
      const [dir, id] = process.argv.slice(1);
      const { descriptor } = await claimNetwork(id, async () => []);
      const programs = { node: process.execPath, kaskctl: dir + "/daemon.mjs" };
      const world = testWorld({ progress: console.log });
      await startDaemon(dir, { id, request: { programs } }, world, descriptor);`;
    const up = spawn(process.execPath, ["--input-type=module", "-e", script, dir, id], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [pid] = await once(createInterface({ input: up.stdout }), "line");
    onTestFinished(() => endIfThere(Number(pid)));
    const ended = once(up, "exit");
    up.kill("SIGKILL");
    await ended;
    expect(await chosen(id)).toBe("198.18.8");
    process.kill(Number(pid), "SIGKILL");
    await expect.poll(() => chosen(id)).toBe("198.18.7");
  });
});

test("of the routes that `ip` lists all count but the one to everywhere", () => {
  const routes = [
    { dst: "default", gateway: "192.0.2.1", dev: "eth0" },
    { dst: "198.18.7.0/24", dev: "kask-0" },
    { type: "local", dst: "198.18.7.1", dev: "kask-0", table: "local" },
  ];
  expect(parseRoutes(JSON.stringify(routes))).toEqual([
    { address: "198.18.7.0", prefix: 24 },
    { address: "198.18.7.1", prefix: 32 },
  ]);
});

test("of the kernel's sockets those count that wait on every address, of either version", () => {
  const row = (address: string, state: string) =>
    `   0: ${address} 00000000:0000 ${state} 00000000`;
  const every6 = `${"0".repeat(32)}:1FCC`;
  const rows = [row("00000000:0050", "0A"), row("0100007F:0051", "0A"), row("00000000:0052", "01")];
  const table = ["  sl  local_address rem_address   st", ...rows, row(every6, "0A")].join("\n");
  expect(portsIn(table, "0A")).toEqual([80, 8140]);
  expect(portsIn(table, "07")).toEqual([]);
});

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}
