import { execa } from "execa";
import { KaskctlError } from "../../base/errors.ts";
import { plainWords } from "../../base/http.ts";
import type { World } from "../../base/world.ts";

/** A program that is run to its end. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  /** Completes "Cannot …": `push IMAGE`. */
  readonly purpose: string;
  /** Which brings the program, where that was not looked at before. */
  readonly debianPackage?: string;
  /** What to try when it fails, as a sentence. */
  readonly hint?: string;
  /** Beside the world's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** It is ended where it takes longer. */
  readonly timeoutMs?: number;
}

/** Time to clear away what it has begun, after it was asked to stop. */
const graceMs = 20_000;

/**
 * Runs it and gives its stdout.
 * @throws {KaskctlError} sandbox-failed with its last words, interrupted
 */
export async function runToEnd(run: ProgramRun, world: World): Promise<string> {
  const { program, args, purpose, hint, debianPackage, timeoutMs } = run;
  const ended = await execa(program, args, {
    cwd: world.cwd,
    env: { ...world.env, LC_ALL: "C.UTF-8", ...run.env },
    extendEnv: false,
    input: run.stdin ?? "",
    reject: false,
    cancelSignal: world.signal,
    forceKillAfterDelay: graceMs,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  });
  const { stdout, stderr, failed, isCanceled, timedOut, code, shortMessage } = ended;
  if (!failed) return stdout;
  if (isCanceled) throw new KaskctlError("interrupted", `Interrupted: to ${purpose}.`);
  if (code === "ENOENT" && debianPackage) {
    throw new KaskctlError("sandbox-failed", `Cannot ${purpose}: there is no ${program}.`, {
      hint: `Install it: apt-get install ${debianPackage}`,
    });
  }
  const reason = plainWords(lastWords(stderr) || (shortMessage ?? "nothing"));
  const found = timedOut ? `did not end within ${(timeoutMs ?? 0) / 1000} s` : `says: ${reason}`;
  const message = `Cannot ${purpose}: ${program} ${found}`;
  throw new KaskctlError("sandbox-failed", message, hint ? { hint } : {});
}

function lastWords(stderr: string): string {
  return stderr.trim().split("\n").slice(-3).join(" ");
}
