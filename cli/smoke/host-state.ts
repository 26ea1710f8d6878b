import { askHost, commandFailed } from "./ask-host.ts";
import type { TargetHost } from "./check.ts";
import { inspectContainer, showUnit } from "./host-commands.ts";

/** What systemd says about the service's unit. */
export interface UnitState {
  readonly activeState: string;
  readonly subState: string;
  /** How often systemd restarted it by itself. */
  readonly restarts: string;
  /** Why it ended last, and with which exit code. */
  readonly result: string;
  readonly exitStatus: string;
}

/** What Docker says about the service's container. */
export interface ContainerState {
  readonly id: string;
  readonly image: string;
  /** As Docker writes it: RFC 3339 with nanoseconds. */
  readonly startedAt: string;
}

/**
 * The state of the service's unit; an unknown unit is `inactive`, as systemd has it.
 * @throws {CouldNotAsk}
 */
export async function readUnitState(host: TargetHost): Promise<UnitState> {
  const command = showUnit(host.rendered.unit);
  const answer = await askHost(host, command);
  const values = new Map(
    answer.stdout.split("\n").map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const;
    }),
  );
  const value = (name: string) => values.get(name) ?? "";
  if (value("ActiveState") === "") throw commandFailed(host, command, answer);
  return {
    activeState: value("ActiveState"),
    subState: value("SubState"),
    restarts: value("NRestarts"),
    result: value("Result"),
    exitStatus: value("ExecMainStatus"),
  };
}

/**
 * The state of the service's container; undefined where there is none of that name.
 * @throws {CouldNotAsk}
 */
export async function readContainerState(host: TargetHost): Promise<ContainerState | undefined> {
  const command = inspectContainer(host.rendered.unit);
  const answer = await askHost(host, command);
  if (/no such (object|container)/iu.test(answer.stderr)) return undefined;
  const inspected = answer.exitCode === 0 ? firstOf(answer.stdout) : undefined;
  if (inspected === undefined) throw commandFailed(host, command, answer);
  return {
    id: text(inspected["Id"]),
    image: text(record(inspected["Config"])["Image"]),
    startedAt: text(record(inspected["State"])["StartedAt"]),
  };
}

function firstOf(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    return first instanceof Object ? record(first) : undefined;
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
