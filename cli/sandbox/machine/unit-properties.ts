import type { UnitFile } from "./unit-file.ts";

/** What a unit is doing, in systemd's words. */
export type ActiveState = "active" | "inactive" | "failed" | "activating";

/** What a unit knows of itself. */
export interface UnitStatus {
  readonly activeState: ActiveState;
  readonly result: string;
  readonly restarts: number;
  /** 0 where nothing runs. */
  readonly pid: number;
  readonly exitStatus: number;
  /** Milliseconds since 1970; undefined for a unit that was never started. */
  readonly activeSince: number | undefined;
  readonly restartSec: number;
}

const subStates: Readonly<Record<ActiveState, string>> = {
  active: "running",
  inactive: "dead",
  failed: "failed",
  activating: "auto-restart",
};

/** The properties of a unit, as `systemctl show` names and writes them. */
export function unitProperties(
  name: string,
  file: UnitFile,
  status: UnitStatus,
): Readonly<Record<string, string>> {
  const since = status.activeSince === undefined ? "" : systemdTime(status.activeSince);
  const hasEnded = status.pid === 0 && status.activeSince !== undefined;
  return {
    Id: name,
    Description: file.description,
    LoadState: "loaded",
    ActiveState: status.activeState,
    SubState: subStates[status.activeState],
    Result: status.result,
    NRestarts: String(status.restarts),
    MainPID: String(status.pid),
    ExecMainPID: String(status.pid),
    ExecMainCode: hasEnded ? "1" : "0",
    ExecMainStatus: String(status.exitStatus),
    ExecMainStartTimestamp: since,
    ActiveEnterTimestamp: since,
    RestartUSec: `${status.restartSec}s`,
    Restart: file.restartsAlways ? "always" : "no",
    FragmentPath: `/lib/systemd/system/${name}`,
    UnitFileState: "enabled",
    NeedDaemonReload: "no",
  };
}

/** `Sun 2026-11-22 11:14:54 UTC` */
function systemdTime(timeMs: number): string {
  const date = new Date(timeMs);
  const day = date.toUTCString().slice(0, 3);
  return `${day} ${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
