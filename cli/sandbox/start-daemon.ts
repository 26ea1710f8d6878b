import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type FaultCode, KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { marker, type SandboxState, sandboxPaths } from "./state.ts";

/** What the daemon says to the `up` that started it, one JSON document a line. */
export type StartReport =
  | { readonly progress: string }
  | { readonly ready: true }
  | { readonly failed: StartFailure };

/** Why a daemon gave up; without a code where it did not expect to. */
export interface StartFailure {
  readonly message: string;
  readonly code?: FaultCode;
  readonly hint?: string;
}

/** What of an error `up` has to hear. */
export function startFailure(error: unknown): StartFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  if (!(error instanceof KaskctlError)) return { message: error.message };
  const { message, code, hint } = error;
  return { message, code, ...(hint && { hint }) };
}

/** Names the descriptor on which an `up` listens for a {@link StartReport}. */
export const reportVariable = "KASKCTL_SANDBOX_REPORT_FD";

const reportDescriptor = 3;

/** Variables of the user's that the daemon and all in it may see. */
const inherited = ["PATH", "HOME", "TMPDIR", "http_proxy", "https_proxy", "no_proxy"] as const;

/**
 * Starts the daemon of the sandbox in `dir`, hands on its progress, and resolves when it is ready.
 * The daemon does not end with this process.
 * @param held a descriptor that it has to keep open as long as it runs
 * @throws {KaskctlError} sandbox-failed, interrupted, what the daemon gives as its reason
 */
export async function startDaemon(
  dir: string,
  state: SandboxState,
  world: World,
  held?: number,
): Promise<void> {
  const { node, kaskctl } = state.request.programs;
  const log = openSync(sandboxPaths(dir).log, "a", 0o600);
  const child = spawn(node, [kaskctl, "sandbox", "serve", "--dir", dir], {
    cwd: dir,
    detached: true,
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, world.env[name]])),
      [marker]: state.id,
      [reportVariable]: String(reportDescriptor),
    },
    stdio: ["ignore", log, log, "pipe", ...(held === undefined ? [] : [held])],
  });
  closeSync(log);
  child.unref();
  // Without a listener a program that cannot be started would end this process.
  child.once("error", () => undefined);
  const reports = child.stdio[reportDescriptor] as Readable;
  const stopListening = (): void => void reports.destroy();
  world.signal.addEventListener("abort", stopListening, { once: true });
  try {
    const failure = await readReports(reports, world);
    if (world.signal.aborted) {
      throw new KaskctlError("interrupted", `Interrupted while raising the sandbox in ${dir}.`);
    }
    if (failure !== undefined) throw await failedStart(dir, failure);
  } finally {
    world.signal.removeEventListener("abort", stopListening);
    reports.destroy();
  }
}

/** Undefined once the daemon is ready; else why it never will be. */
async function readReports(reports: Readable, world: World): Promise<StartFailure | undefined> {
  try {
    for await (const line of createInterface({ input: reports, signal: world.signal })) {
      const report: StartReport = JSON.parse(line);
      if ("ready" in report) return undefined;
      if ("failed" in report) return report.failed;
      world.progress(report.progress);
    }
  } catch (error) {
    return startFailure(error);
  }
  return { message: "its daemon ended" };
}

async function failedStart(dir: string, failure: StartFailure): Promise<KaskctlError> {
  const intro = `Cannot raise the sandbox in ${dir}`;
  if (failure.code !== undefined) {
    const { code, message, hint } = failure;
    return new KaskctlError(code, `${intro}. ${message}`, hint === undefined ? {} : { hint });
  }
  const log = await readFile(sandboxPaths(dir).log, "utf8").catch(() => "");
  const said = log.trim().split("\n").slice(-5).join("\n");
  const message = `${intro}: ${failure.message}.${said === "" ? "" : `\n${said}`}`;
  return new KaskctlError("sandbox-failed", message, {
    hint: "Check that this machine has room on its disk and lets programs listen on 127.0.0.1.",
  });
}
