import { join } from "node:path";
import { type BoxRequest, type SandboxState, sandboxPaths } from "../state.ts";

/** All that a box has of this machine: whoever knows its state can find and remove it. */
export interface BoxPlace extends BoxRequest {
  /** Value of the marker in the environment of each of its programs. */
  readonly id: string;
  /** The machine's own address on the bridge, where puppetserver and registry listen. */
  readonly gateway: string;
  readonly bridge: string;
  /** A folder of this name, in each hierarchy of cgroups, holds every process of its instances. */
  readonly cgroup: string;
  /** Everything on disk. */
  readonly folder: string;
  readonly logs: string;
  /** What its programs take for the folder of temporary files: they leave some where they are killed. */
  readonly temporary: string;
  /** Sockets, whose paths may have no more than some 100 bytes, and mounts. */
  readonly runtimeFolder: string;
  readonly dockerSocket: string;
}

/** Where the box of a sandbox is; undefined where the sandbox is an embedded one. */
export function boxPlace(dir: string, state: SandboxState): BoxPlace | undefined {
  const { id, runtimeFolder, request } = state;
  if (request.box === undefined) return undefined;
  const folder = sandboxPaths(dir).box;
  return {
    ...request.box,
    id,
    gateway: `${request.box.network}.1`,
    // A link's name may have 15 bytes.
    bridge: `kask-${id.slice(0, 8)}`,
    cgroup: `kaskctl-${id}`,
    folder,
    logs: join(folder, "log"),
    temporary: join(folder, "tmp"),
    runtimeFolder,
    dockerSocket: join(runtimeFolder, "docker.sock"),
  };
}
