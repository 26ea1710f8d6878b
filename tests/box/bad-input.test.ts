import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findProcesses } from "../../cli/sandbox/processes.ts";
import { readState } from "../../cli/sandbox/state.ts";
import { kaskctl, runProcess } from "../support/programs.ts";
import { cacheHome } from "./box-options.ts";
import { leftBehind, machineState, nothing } from "./machine.ts";
import { describeOnBox } from "./on-box.ts";
import { newRunFolder, removeRun, sandboxOf } from "./run-folder.ts";

/** A folder for one `up`, and that command line. */
async function newUp() {
  const folder = await newRunFolder();
  onTestFinished(() => removeRun(folder));
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  const dir = sandboxOf(folder);
  const words = [process.execPath, kaskctl, "sandbox", "up", "--engine", "box", "--dir", dir];
  const env = { XDG_CACHE_HOME: cacheHome, TMPDIR: temporary };
  return { folder, temporary, dir, words, env };
}

type Up = Awaited<ReturnType<typeof newUp>>;

/** A machine on which a box is not possible: what an `up` is run by there, and what differs in its environment. */
type Machine = (up: Up) => Promise<{
  readonly before: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}>;

/** Whoever is not root may not look into each folder in which a checkout may lie. */
const mayRead = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"];

const withoutRoot: Machine = async () => ({
  before: ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", ...mayRead],
});

const withoutDocker: Machine = async ({ folder }) => {
  const path = join(folder, "bin");
  await mkdir(path);
  const folders = [...new Set((process.env["PATH"] ?? "").split(":"))];
  const programs = ["docker", "containerd", "mmdebstrap", "java", "docker-registry", "ssh", "ip"];
  for (const name of programs) {
    const found = folders.map((each) => join(each, name)).find(existsSync);
    if (found) await symlink(found, join(path, name));
  }
  return { before: [], env: { PATH: path } };
};

/** As in a container whose memory is limited, where `lxcfs` tells of it in the same way. */
const withLittleMemory: Machine = async ({ folder }) => {
  const table = join(folder, "meminfo");
  await writeFile(table, "MemTotal:        1000000 kB\nMemAvailable:     600000 kB\n");
  const line = `mount --bind "$0" /proc/meminfo && exec "$@"`;
  return { before: ["unshare", "--mount", "sh", "-c", line, table] };
};

const withLittleDisk: Machine = async ({ folder }) => {
  const line = `mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"`;
  return { before: ["unshare", "--mount", "sh", "-c", line, folder] };
};

const withLittleCache: Machine = async (up) => {
  const cache = join(up.folder, "cache");
  await mkdir(cache);
  const { before } = await withLittleDisk({ ...up, folder: cache });
  return { before, env: { XDG_CACHE_HOME: cache } };
};

/** @param listen calls back once the program listens */
function withTakenPort(listen: string): Machine {
  const script = `
    const [command, ...args] = process.argv.slice(1);
    const child = () => require("node:child_process").spawn(command, args, { stdio: "inherit" });
    ${listen}(() => child().on("exit", (code) => process.exit(code)));`;
  return async () => ({ before: ["unshare", "--net", process.execPath, "-e", script] });
}

const onTcp = `((then) => require("node:net").createServer().listen(8140, "0.0.0.0", then))`;
const onUdp = `((then) => require("node:dgram").createSocket("udp4").bind(53, "0.0.0.0", then))`;

/** Programs of others may then listen on any address of it. */
const withTakenNetworks: Machine = async () => {
  const line = `ip route add local 198.18.0.0/15 dev lo && exec "$@"`;
  return { before: ["unshare", "--net", "sh", "-c", `ip link set lo up && ${line}`, "sh"] };
};

describeOnBox("a machine on which no box can be raised", () => {
  test.each<readonly [string, Machine, string, string]>([
    [
      "has a user who is not root",
      withoutRoot,
      "Missing on this machine: root (user id 65534).",
      "Be root",
    ],
    [
      "has no Docker Engine",
      withoutDocker,
      "Missing on this machine: dockerd (not found).",
      "apt-get install -y --no-install-recommends docker.io",
    ],
    ["has too little memory", withLittleMemory, " GB of memory (0.6 GB free).", "End programs"],
    ["has too little disk", withLittleDisk, "(0.0 GB free).", "--dir"],
    [
      "has too little disk where it keeps Debian's packages",
      withLittleCache,
      "Missing on this machine: 1.2 GB of disk at ",
      "XDG_CACHE_HOME",
    ],
    [
      "has a program that listens on Puppet's port of every address",
      withTakenPort(onTcp),
      "Missing on this machine: port 8140 (something listens on it on every address).",
      "`ss -ltnp sport = :8140`",
    ],
    [
      "has a server of names that listens on every address",
      withTakenPort(onUdp),
      "Missing on this machine: port 53 of UDP (something listens on it on every address).",
      "`ss -lunp sport = :53`",
    ],
    [
      "has somebody else on every address that a box could have",
      withTakenNetworks,
      "already has or routes every network of 198.18.0.0/15",
      "`ip route show table all`",
    ],
  ])("%s: up says so in one error, and begins nothing", async (_, machine, found, hint) => {
    const up = await newUp();
    const { before, env } = await machine(up);
    const [command = "", ...args] = [...before, ...up.words];
    const ended = await runProcess(command, args, { env: { ...up.env, ...env } });
    expect(ended, ended.stderr).toMatchObject({ exitCode: 3, stdout: "" });
    expect(ended.stderr).toContain("Cannot raise a box");
    expect(ended.stderr).toContain(found);
    expect(ended.stderr).toContain(hint);
    expect(await readdir(up.temporary)).toEqual([]);
    expect(existsSync(up.dir)).toBe(false);
  });
});

describeOnBox("a box that is interrupted with Ctrl-C while it comes up", () => {
  test.each([
    ["soon", "Keystone and ENC answer"],
    ["when an instance answers", "answers SSH"],
  ])("%s, leaves nothing on the machine", async (_, moment) => {
    const before = await machineState();
    const { words, env, dir, temporary } = await newUp();
    const [command = "", ...args] = words;
    const child = spawn(command, args, {
      // A terminal signals the whole group of processes.
      detached: true,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
    const ended = once(child, "close");
    await expect.poll(() => said, { timeout: 240_000 }).toContain(moment);
    const { id } = await readState(dir);
    process.kill(-(child.pid ?? 0), "SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(said).toContain(`Interrupted while raising the sandbox in ${dir}`);
    expect(await findProcesses(id)).toEqual([]);
    expect(leftBehind(before, await machineState())).toEqual(nothing);
    expect(existsSync(dir)).toBe(false);
    expect(await readdir(temporary)).toEqual([]);
  });
});
