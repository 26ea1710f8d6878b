import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../base/world.ts";
import { marker } from "../state.ts";
import type { BoxPlace } from "./place.ts";
import { runToEnd } from "./run-to-end.ts";

/** A program of the box that runs on after this process. */
export interface Program {
  readonly name: string;
  readonly logFile: string;
  hasEnded(): boolean;
}

/** Variables of the user's that programs of a box may see. */
const inherited = ["PATH", "http_proxy", "https_proxy", "no_proxy"] as const;

function environment({ id, folder, temporary }: BoxPlace, world: World): NodeJS.ProcessEnv {
  const own = Object.fromEntries(inherited.map((name) => [name, world.env[name]]));
  return { ...own, HOME: folder, TMPDIR: temporary, LANG: "C.UTF-8", [marker]: id };
}

/** Starts a program of the box; what it says goes to `name.log` in the box's folder of logs. */
export function startProgram(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  place: BoxPlace,
  world: World,
): Program {
  const logFile = join(place.logs, `${name}.log`);
  const log = openSync(logFile, "a", 0o600);
  const child: ChildProcess = spawn(command, args, {
    cwd: place.folder,
    detached: true,
    env: environment(place, world),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  let ended = false;
  for (const event of ["error", "exit"] as const) {
    child.once(event, () => {
      ended = true;
    });
  }
  return { name, logFile, hasEnded: () => ended };
}

const pauseMs = 50;

/**
 * Waits until a program answers.
 * @throws {Error} with the last lines of its log where it ends, or is silent for too long
 */
export async function untilReady(
  { name, logFile, hasEnded }: Program,
  answers: () => Promise<boolean>,
  { clock, signal, timeoutMs }: Pick<World, "clock" | "signal"> & { readonly timeoutMs: number },
): Promise<void> {
  const deadline = clock.now() + timeoutMs;
  while (!(await answers())) {
    if (hasEnded()) throw new Error(`${name} ended at once${await lastLines(logFile)}`);
    if (clock.now() > deadline) {
      const seconds = Math.round(timeoutMs / 1000);
      throw new Error(`${name} did not answer within ${seconds} s${await lastLines(logFile)}`);
    }
    await clock.sleep(pauseMs, signal);
  }
}

async function lastLines(logFile: string): Promise<string> {
  const said = await readFile(logFile, "utf8").catch(() => "");
  return said === "" ? "" : `: ${said.trim().split("\n").slice(-3).join("\n")}`;
}

/**
 * Runs a program of the box to its end and gives what it printed.
 * @throws {KaskctlError} sandbox-failed with its last words, interrupted
 */
export function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  place: BoxPlace,
  world: World,
): Promise<string> {
  const env = environment(place, world);
  return runToEnd({ program, args, purpose: `run ${program}` }, { ...world, env, cwd: "/" });
}
