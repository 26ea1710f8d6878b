import { randomBytes } from "node:crypto";
import { execa } from "execa";
import type { World } from "../base/world.ts";
import { MarkedReader } from "./lines.ts";
import { remoteProgram } from "./remote-shell.ts";
import type { RemoteCommand, RunOptions } from "./transport.ts";

/** A program of this machine that leads to a `sh`: `ssh` with its options, or `sh` itself. */
export interface ShellProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
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
  program: ShellProgram,
  command: RemoteCommand,
  { world, options }: { readonly world: World; readonly options: RunOptions },
): Promise<Exchange> {
  const nonce = randomBytes(12).toString("hex");
  const stdout = new MarkedReader(`${nonce}:begin`, `${nonce}:rc=`, options.onLine);
  const stderr = new MarkedReader(undefined, `${nonce}:end`);
  const child = execa(program.file, program.args, {
    ...childOptions(program.env),
    input: remoteProgram(command, nonce),
  });
  const watch = new AbortController();
  const ended = await new Promise<Exchange["ended"]>((resolve) => {
    // Not the end of the program but the marks: something else may hold the streams open.
    const settle = () => {
      if (stdout.ending !== undefined && stderr.ending !== undefined) resolve("completed");
    };
    const feed = (reader: MarkedReader) => (chunk: Uint8Array) => {
      reader.push(chunk);
      settle();
    };
    child.stdout.on("data", feed(stdout));
    child.stderr.on("data", feed(stderr));
    child.then(
      () => resolve("closed"),
      () => resolve("closed"),
    );
    options.signal?.addEventListener("abort", () => resolve("cancelled"), { signal: watch.signal });
    if (options.signal?.aborted) resolve("cancelled");
    const timeout = world.clock.sleep(command.timeoutMs, watch.signal);
    timeout.then(
      () => resolve("timeout"),
      () => undefined,
    );
  });
  watch.abort();
  // What a completed script left running on purpose is in its group, and stays.
  const isGroupLeft = child.kill("SIGTERM") && ended !== "completed";
  if (isGroupLeft && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  child.stdout.destroy();
  child.stderr.destroy();
  return {
    ended: ended === "closed" && stdout.ending !== undefined ? "completed" : ended,
    begun: stdout.begun,
    exitCode: stdout.ending === undefined ? undefined : Number(stdout.ending),
    stdout: stdout.text(),
    stderr: stderr.text(),
  };
}

/**
 * How every child is started: in a process group of its own, so that Ctrl-C on the terminal does
 * not cut a connection, and without a terminal on which `ssh` could ask behind our back.
 */
export function childOptions(env: Readonly<Record<string, string | undefined>>) {
  return {
    env: { ...env, LC_ALL: "C", SSH_ASKPASS_REQUIRE: "never" } as Record<string, string>,
    extendEnv: false,
    detached: true,
    reject: false,
    buffer: false,
    encoding: "buffer",
  } as const;
}
