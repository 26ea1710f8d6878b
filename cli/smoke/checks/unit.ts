import type { Check, TargetHost, Verdict } from "../check.ts";
import { hostOf } from "../host-of.ts";
import {
  type ContainerState,
  readContainerState,
  readUnitState,
  type UnitState,
} from "../host-state.ts";

const expected = "active (running), and the same container all the while";

export const check: Check = {
  id: "unit",
  asks: "Does the service run, and stay up?",
  why: "systemd restarts a Kask that exits at start every 10 s for ever, and Puppet is content with it.",
  source: "operations-puppet/modules/service/templates/initscripts/docker-service-shim.systemd.erb",
  since: "0.1.0",
  layer: "host",
  writes: false,

  async run(session) {
    const host = hostOf(session);
    const { clock, signal } = session.world;
    const before = await observe(host);
    const mistake = notRunning(before);
    if (mistake !== undefined) return { status: "fail", expected, ...mistake };
    await clock.sleep(session.windowMs, signal);
    const after = await observe(host);
    const change = notRunning(after) ?? changed(before, after);
    if (change !== undefined) return { status: "fail", expected, ...change };
    return {
      status: "pass",
      data: {
        restarts: after.unit.restarts,
        started_at: after.container?.startedAt,
        window_seconds: session.windowMs / 1000,
      },
    };
  },
};

interface Observation {
  readonly unit: UnitState;
  readonly container: ContainerState | undefined;
}

async function observe(host: TargetHost): Promise<Observation> {
  return { unit: await readUnitState(host), container: await readContainerState(host) };
}

type Mishap = Pick<Verdict, "actual" | "data">;

function notRunning({ unit, container }: Observation): Mishap | undefined {
  const state = `${unit.activeState} (${unit.subState})`;
  const data = { restarts: unit.restarts, result: unit.result, exit_status: unit.exitStatus };
  if (state !== "active (running)") {
    const ended = unit.exitStatus === "0" ? "" : `, last exit code ${unit.exitStatus}`;
    return { actual: `${state}, restarted ${unit.restarts} times${ended}`, data };
  }
  return container === undefined ? { actual: `${state}, without a container`, data } : undefined;
}

function changed(before: Observation, after: Observation): Mishap | undefined {
  const pairs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ["restarts", before.unit.restarts, after.unit.restarts],
    ["container", before.container?.id, after.container?.id],
    ["started at", before.container?.startedAt, after.container?.startedAt],
  ];
  const different = pairs.filter(([, was, is]) => was !== is);
  if (different.length === 0) return undefined;
  return {
    actual: different.map(([name, was, is]) => `${name} ${was}, then ${is}`).join("; "),
    data: { restarts: after.unit.restarts, result: after.unit.result },
  };
}
