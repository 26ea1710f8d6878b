import { type UnitCommands, unitCommands } from "../../runner/unit-commands.ts";

/** What of a service unit decides how it runs. */
export interface UnitFile extends UnitCommands {
  readonly description: string;
  readonly syslogIdentifier: string;
  /** Whether it is started again however it ended. */
  readonly restartsAlways: boolean;
  readonly restartSec: number;
  readonly timeoutStopSec: number;
}

/** Reads a service unit, as far as `service::docker` uses them. `unit` has its `.service`. */
export function parseUnitFile(text: string, unit: string): UnitFile {
  const setting = (name: string): string | undefined =>
    text
      .split("\n")
      .findLast((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim();
  return {
    ...unitCommands(text, unit),
    description: setting("Description") ?? unit,
    syslogIdentifier: setting("SyslogIdentifier") ?? unit.replace(/\.service$/, ""),
    restartsAlways: setting("Restart") === "always",
    restartSec: seconds(setting("RestartSec") ?? "100ms"),
    timeoutStopSec: seconds(setting("TimeoutStopSec") ?? "90s"),
  };
}

/** A single time span of systemd.time(7). */
function seconds(text: string): number {
  const { amount, unit } = /^(?<amount>[\d.]+)\s*(?<unit>ms|s|min|h)?$/.exec(text)?.groups ?? {};
  const factors: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600 };
  return Number(amount ?? 0) * (factors[unit ?? "s"] ?? 1);
}
