import { join } from "node:path";
import { newRunFolder, removeRun, sandboxOf } from "../../box/run-folder.ts";
import type { Verdict } from "../verdict.ts";
import { type DeployTimes, type MeasuredBox, measuredBox, windowSeconds } from "./measured-box.ts";
import { boxMemoryMb } from "./memory.ts";

/** What to measure with. */
export interface BoxBenchOptions {
  /** How often a box comes up from the kept root file system. */
  readonly rounds: number;
  readonly cassandraJars: string;
}

/** What one box took: seconds, and megabytes for its memory. */
interface BoxTimes {
  readonly up: number;
  readonly fresh: DeployTimes;
  readonly changed: DeployTimes;
  readonly memoryMb: number;
  readonly down: number;
}

/** All figures of a box, the first of which had nothing kept to be made of. */
export interface BoxFigures {
  readonly cold: BoxTimes;
  readonly kept: readonly BoxTimes[];
  readonly verdicts: readonly Verdict[];
}

/**
 * Raises boxes one after the other, in folders of their own: the first makes its root file system of
 * Debian's packages, the others take that one. Onto each it deploys a session store, with Cassandra and
 * Kask on the one instance, and then changes one setting.
 */
export async function benchBox(
  { rounds, cassandraJars }: BoxBenchOptions,
  progress: (line: string) => void,
): Promise<BoxFigures> {
  const folder = await newRunFolder();
  const plan = {
    dir: sandboxOf(folder),
    cacheHome: join(folder, "cache"),
    stateHome: join(folder, "state"),
    cassandraJars,
  };
  try {
    progress("a box from Debian's packages");
    const cold = await measure(measuredBox(plan), progress);
    const kept: BoxTimes[] = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`a box from the kept root file system, ${round} of ${rounds}`);
      kept.push(await measure(measuredBox(plan), progress));
    }
    return { cold, kept, verdicts: verdictsOf(cold, kept) };
  } finally {
    await removeRun(folder).catch((error: Error) => progress(error.message));
  }
}

async function measure(box: MeasuredBox, progress: (line: string) => void): Promise<BoxTimes> {
  const up = await box.up();
  progress(`it is up after ${up.toFixed(1)} s`);
  return { up, ...(await use(box, progress)), down: await box.down() };
}

async function use(box: MeasuredBox, progress: (line: string) => void) {
  const fresh = await box.deploy();
  progress(`deployed after ${fresh.all.toFixed(1)} s`);
  await box.set("default_ttl", 3601);
  const changed = await box.deploy();
  progress(`a setting changed after ${changed.all.toFixed(1)} s`);
  return { fresh, changed, memoryMb: await boxMemoryMb(box.dir) };
}

function verdictsOf(cold: BoxTimes, kept: readonly BoxTimes[]): readonly Verdict[] {
  const of = (figure: (times: BoxTimes) => number): number => median(kept.map(figure));
  const seconds = (what: string, value: number, atMost: number): Verdict => ({
    ...{ what, value, unit: "s", atMost },
  });
  return [
    seconds("up, from Debian's packages", cold.up, 120),
    seconds(
      "up, from the kept root file system",
      of(({ up }) => up),
      60,
    ),
    seconds(
      "deploy on a fresh box",
      of(({ fresh }) => fresh.all),
      60,
    ),
    seconds(
      "of that all before the agent",
      of(({ fresh }) => beforeAgent(fresh)),
      3,
    ),
    seconds(
      "deploy of one changed setting, but for the window",
      of(({ changed }) => changed.all - windowSeconds),
      15,
    ),
    seconds(
      "of that all but agent and window",
      of(({ changed }) => ownShare(changed)),
      3,
    ),
    { what: "memory (PSS)", value: of(({ memoryMb }) => memoryMb), unit: "MB", atMost: 2500 },
    seconds(
      "down",
      of(({ down }) => down),
      15,
    ),
  ];
}

/** What follows the agent waits for Cassandra and Kask to come up. */
function beforeAgent({ steps }: DeployTimes): number {
  const names = ["render", "lint", "plan", "push"];
  return names.reduce((sum, name) => sum + (steps[name] ?? Number.NaN), 0);
}

/** The pull is in the agent's run; a unit that stays the same is watched beside all other checks. */
function ownShare({ all, steps }: DeployTimes): number {
  return all - (steps["agent"] ?? Number.NaN) - windowSeconds;
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}
