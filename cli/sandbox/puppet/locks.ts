import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAlive } from "../processes.ts";
import { settingPath } from "./files.ts";

/** Why Puppet is disabled on an instance, or undefined where it is not. */
export function disabledReason(root: string): string | undefined {
  const path = settingPath(root, "agent_disabled_lockfile");
  if (!existsSync(path)) return undefined;
  try {
    const lock: { readonly disabled_message?: string } = JSON.parse(readFileSync(path, "utf8"));
    return lock.disabled_message ?? "reason not specified";
  } catch {
    return "reason not specified";
  }
}

/** Disables Puppet. A reason that is there already stays, and nobody is told: as in Puppet. */
export function disable(root: string, reason: string): void {
  try {
    const lock = JSON.stringify({ disabled_message: reason });
    writeFileSync(settingPath(root, "agent_disabled_lockfile"), lock, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Enables Puppet, whoever disabled it. */
export function enable(root: string): void {
  rmSync(settingPath(root, "agent_disabled_lockfile"), { force: true });
}

/** The process that holds the run lock, or undefined where none does that lives. */
export function runningAgent(root: string): number | undefined {
  const path = settingPath(root, "agent_catalog_run_lockfile");
  if (!existsSync(path)) return undefined;
  const pid = Number(readFileSync(path, "utf8"));
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

/** Takes the run lock for this process; false where another has it. */
export function takeRunLock(root: string): boolean {
  const path = settingPath(root, "agent_catalog_run_lockfile");
  if (existsSync(path) && runningAgent(root) === undefined) rmSync(path, { force: true });
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Gives the run lock of this process back. */
export function releaseRunLock(root: string): void {
  rmSync(settingPath(root, "agent_catalog_run_lockfile"), { force: true });
}
