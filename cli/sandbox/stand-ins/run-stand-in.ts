import { systemReason } from "../../base/files.ts";
import { readInstance, rootVariable, type standInNames } from "../instance.ts";
import type { StandIn, StandInIo } from "./stand-in.ts";

type StandInName = (typeof standInNames)[number];

/** Each is loaded only when it is run: they are started often. */
const standIns: Readonly<Record<StandInName, () => Promise<StandIn>>> = {
  "run-puppet-agent": async () => (await import("./run-puppet-agent.ts")).runPuppetAgent,
  "disable-puppet": async () => (await import("./run-puppet-agent.ts")).disablePuppet,
  "enable-puppet": async () => (await import("./run-puppet-agent.ts")).enablePuppet,
  "puppet-enabled": async () => (await import("./run-puppet-agent.ts")).puppetEnabled,
  puppet: async () => (await import("./puppet.ts")).puppet,
  docker: async () => (await import("./docker.ts")).docker,
  systemctl: async () => (await import("./systemctl.ts")).systemctl,
  journalctl: async () => (await import("./journalctl.ts")).journalctl,
};

/**
 * Plays a program of an instance, the one whose root the environment names.
 * @returns the exit code of that program; 127 where there is no such stand-in or no instance
 */
export async function runStandIn(
  name: string,
  args: readonly string[],
  io: StandInIo,
): Promise<number> {
  const root = io.env[rootVariable];
  if (!Object.hasOwn(standIns, name) || root === undefined) {
    io.stderr.write(`${name}: only instances of a sandbox have this program.\n`);
    return 127;
  }
  const standIn = await standIns[name as StandInName]();
  try {
    return await standIn(args, { ...io, instance: await readInstance(root) });
  } catch (error) {
    // Without a system's code it would be a fault of the stand-in.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    io.stderr.write(`${name}: the sandbox does not answer: ${systemReason(error)}\n`);
    return 1;
  }
}
