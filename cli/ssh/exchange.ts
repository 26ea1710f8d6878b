import { randomBytes } from "node:crypto";
import type { World } from "../base/world.ts";
import { MarkedReader } from "./lines.ts";
import { remoteProgram } from "./remote-shell.ts";
import type { RemoteCommand, RunOptions } from "./transport.ts";

/** Starts a `sh` that has `input` as its program, and hands on all that it prints. */
export type StartShell = (input: string, outputs: ShellOutputs) => RunningShell;

/** Who takes what a shell prints, as it comes. */
export interface ShellOutputs {
  readonly stdout: (chunk: Uint8Array) => void;
  readonly stderr: (chunk: Uint8Array) => void;
}

/** A shell that was started. */
export interface RunningShell {
  /** Settled when it has ended, whatever the reason. */
  readonly closed: Promise<unknown>;
  /** Called once, when nobody waits for it any more. */
  letGo(ended: Exchange["ended"]): void;
}

/** What came back of a RemoteCommand, before anybody judges it. */
export interface Exchange {
  /** `closed`: the program ended without the end mark of the script. */
  readonly ended: "completed" | "closed" | "timeout" | "cancelled";
  /** Whether the host's shell ran. */
  readonly begun: boolean;
  /** The script's exit code; undefined unless completed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gives a command's script to a shell and reads what comes back until its end mark. */
export async function exchange(
  start: StartShell,
  command: RemoteCommand,
  { world, options }: { readonly world: World; readonly options: RunOptions },
): Promise<Exchange> {
  const nonce = randomBytes(12).toString("hex");
  const stdout = new MarkedReader(`${nonce}:begin`, `${nonce}:rc=`, options.onLine);
  const stderr = new MarkedReader(undefined, `${nonce}:end`);
  const watch = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Exchange["ended"]>();
  const feed = (reader: MarkedReader) => (chunk: Uint8Array) => {
    if (watch.signal.aborted) return;
    reader.push(chunk);
    // Not the end of the program but the marks: something else may hold the streams open.
    if (stdout.ending !== undefined && stderr.ending !== undefined) resolve("completed");
  };
  const shell = start(remoteProgram(command, nonce), {
    stdout: feed(stdout),
    stderr: feed(stderr),
  });
  shell.closed.then(
    () => resolve("closed"),
    () => resolve("closed"),
  );
  options.signal?.addEventListener("abort", () => resolve("cancelled"), { signal: watch.signal });
  if (options.signal?.aborted) resolve("cancelled");
  world.clock.sleep(command.timeoutMs, watch.signal).then(
    () => resolve("timeout"),
    () => undefined,
  );
  const ended = await promise;
  watch.abort();
  shell.letGo(ended);
  return {
    ended: ended === "closed" && stdout.ending !== undefined ? "completed" : ended,
    begun: stdout.begun,
    exitCode: stdout.ending === undefined ? undefined : Number(stdout.ending),
    stdout: stdout.text(),
    stderr: stderr.text(),
  };
}
