import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { KaskctlError } from "../../base/errors.ts";
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
const inherited = ["PATH", "http_proxy", "https_proxy"] as const;

/** What a program of the box finds around it. */
export function insideBox(place: BoxPlace, world: World): World {
  const { id, folder, temporary, network } = place;
  const own = Object.fromEntries(inherited.map((name) => [name, world.env[name]]));
  // A proxy would not find the box.
  const direct = [world.env["no_proxy"], `${network}.0/24`].filter(Boolean).join();
  const folders = { HOME: folder, TMPDIR: temporary };
  const env = { ...own, ...folders, no_proxy: direct, LANG: "C.UTF-8", [marker]: id };
  return { ...world, env, cwd: "/" };
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
    env: insideBox(place, world).env,
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

/** For one question; who was asked too early may never answer it. */
const questionMs = 10_000;

/**
 * Waits until a program answers.
 * @param answers asks it, until its signal at the most
 * @throws {KaskctlError} sandbox-failed with the last lines of its log where it ends, or is silent for too long
 */
export async function untilReady(
  { name, logFile, hasEnded }: Program,
  answers: (signal: AbortSignal) => Promise<boolean>,
  { clock, signal, timeoutMs }: Pick<World, "clock" | "signal"> & { readonly timeoutMs: number },
): Promise<void> {
  const deadline = clock.now() + timeoutMs;
  const limitMs = Math.min(questionMs, timeoutMs);
  const ask = () => answers(AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
  while (!(await ask())) {
    if (hasEnded()) throw await silent(`${name} ended at once`, logFile);
    if (clock.now() > deadline) {
      throw await silent(
        `${name} did not answer within ${Math.round(timeoutMs / 1000)} s`,
        logFile,
      );
    }
    await clock.sleep(pauseMs, signal);
  }
}

async function silent(found: string, logFile: string): Promise<KaskctlError> {
  return new KaskctlError("sandbox-failed", `${found}${await lastLines(logFile)}.`, {
    hint: "Check that the disk has room, and that the machine is not too busy; then try again.",
  });
}

async function lastLines(logFile: string): Promise<string> {
  const said = await readFile(logFile, "utf8").catch(() => "");
  return said === "" ? "" : `: ${said.trim().split("\n").slice(-3).join("\n")}`;
}

/** Some milliseconds, unless the machine is busy or the kernel hangs. */
const longestRunMs = 60_000;

const hint = "Look at what the kernel says (`dmesg`), and try again.";

/**
 * Runs a program of the box to its end and gives what it printed; it has a minute.
 * @param purpose completes "Cannot …"
 * @throws {KaskctlError} sandbox-failed with its last words, interrupted
 */
export function runProgram(
  purpose: string,
  [program, ...args]: readonly [string, ...string[]],
  place: BoxPlace,
  world: World,
): Promise<string> {
  return runToEnd(
    { program, args, purpose, hint, timeoutMs: longestRunMs },
    insideBox(place, world),
  );
}
