import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Clock, World } from "../../../cli/base/world.ts";
import { materialise } from "../../../cli/runner/materialise.ts";
import type { Answer, SmokeTarget, TargetHost } from "../../../cli/smoke/check.ts";
import { checks } from "../../../cli/smoke/checks/index.ts";
import { openKeyJournal } from "../../../cli/smoke/key-journal.ts";
import { runSmoke, type SmokeOptions } from "../../../cli/smoke/run-smoke.ts";
import { testWorld } from "../../support/test-world.ts";
import { kaskDefinition } from "./kask-definition.ts";

const baseUri = "/sessions/v1/";

export function targetAt(origin: string): SmokeTarget {
  return { origin, baseUri, dispatcher: undefined, host: undefined };
}

/** A target on a host that answers commands by `run`. */
export function targetOnHost(run: TargetHost["run"]): SmokeTarget {
  const host = {
    fqdn: "host.example",
    service: kaskDefinition,
    rendered: materialise(kaskDefinition),
    typedWords: ["ssh", "host.example"],
    run,
  };
  return { ...targetAt("http://127.0.0.1:8080"), host };
}

/** A clock on which time passes only by sleeping. */
export function fakeClock(): Clock & { readonly sleptMs: readonly number[] } {
  let nowMs = 0;
  const sleptMs: number[] = [];
  return {
    sleptMs,
    now: () => nowMs,
    async sleep(durationMs, signal) {
      signal?.throwIfAborted();
      sleptMs.push(durationMs);
      nowMs += durationMs;
    },
  };
}

/** A folder for journals that is gone after the test. */
export async function newStateFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-smoke-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The journals that are left in a state folder. */
export async function journalsIn(folder: string): Promise<readonly string[]> {
  return readdir(join(folder, "smoke")).catch(() => []);
}

export const runId = "20261122-7q2f";

/** Asks a target the checks `only`, or all, with answers at once. */
export async function smoke(
  target: SmokeTarget,
  options: Partial<SmokeOptions> = {},
  { world = {}, stateFolder }: { world?: Partial<World>; stateFolder?: string } = {},
): Promise<readonly Answer[]> {
  return runSmoke({
    target,
    checks,
    world: testWorld({ clock: fakeClock(), ...world }),
    runId,
    journal: openKeyJournal(stateFolder ?? (await newStateFolder()), runId),
    options: {
      readOnly: false,
      only: [],
      skip: [],
      windowMs: 25_000,
      readyTimeoutMs: 180_000,
      ...options,
    },
  });
}
