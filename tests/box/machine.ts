import { readdir, readFile } from "node:fs/promises";

/** What a box could leave behind on this machine. */
export interface MachineState {
  readonly mounts: readonly string[];
  readonly links: readonly string[];
  readonly cgroups: readonly string[];
  /** Sockets of containerd's shims. */
  readonly sockets: readonly string[];
  /** Settings of the kernel's network, each with its value. */
  readonly settings: readonly string[];
}

/** What {@link leftBehind} says of a box that left nothing. */
export const nothing: MachineState = {
  ...{ mounts: [], links: [], cgroups: [], sockets: [], settings: [] },
};

/** What there is after a box and was not before; what others took away meanwhile does not count. */
export function leftBehind(before: MachineState, after: MachineState): MachineState {
  const added = (name: keyof MachineState) =>
    after[name].filter((each) => !before[name].includes(each));
  return {
    mounts: added("mounts"),
    links: added("links"),
    cgroups: added("cgroups"),
    sockets: added("sockets"),
    settings: added("settings"),
  };
}

/** Looks at this machine. */
export async function machineState(): Promise<MachineState> {
  const table = await readFile("/proc/self/mountinfo", "utf8");
  const hierarchies = await readdir("/sys/fs/cgroup");
  const folders = hierarchies.map((name) =>
    readdir(`/sys/fs/cgroup/${name}`, { withFileTypes: true }).catch(() => []),
  );
  const entries = (await Promise.all(folders)).flat();
  const sockets = await readdir("/run/containerd/s").catch((): string[] => []);
  return {
    mounts: table.split("\n").map((line) => line.split(" ")[4] ?? ""),
    links: (await readdir("/sys/class/net")).sort(),
    cgroups: entries
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => `${parentPath}/${name}`),
    sockets: sockets.sort(),
    settings: [`ip_forward = ${await readFile("/proc/sys/net/ipv4/ip_forward", "utf8")}`],
  };
}
