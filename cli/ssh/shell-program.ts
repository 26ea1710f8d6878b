import { execa } from "execa";
import type { StartShell } from "./exchange.ts";

/** A program of this machine that leads to a `sh`: `ssh` with its options, or `sh` itself. */
export interface ShellProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The `sh` that a program of this machine leads to. */
export function shellBehind(program: ShellProgram): StartShell {
  return (input, outputs) => {
    const options = { ...childOptions(program.env), input };
    const child = execa(program.file, program.args, options);
    child.stdout.on("data", outputs.stdout);
    child.stderr.on("data", outputs.stderr);
    return {
      closed: child,
      letGo(ended) {
        // What a completed script left running on purpose is in its group, and stays.
        const isGroupLeft = child.kill("SIGTERM") && ended !== "completed";
        if (isGroupLeft && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
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
