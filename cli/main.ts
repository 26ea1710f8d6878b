/**
 * kaskctl: words in, an exit code out. The only file of the CLI that reads argv, touches the
 * process, or exits.
 */
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { faults, KaskctlError } from "./base/errors.ts";
import { exitCodes } from "./base/exit-codes.ts";
import type { Installation } from "./commands/command.ts";
import { openDebugSink, outliveClosedPipes, processTerminal } from "./process-streams.ts";
import { processWorld } from "./process-world.ts";
import { errorJson, formatError, formatStack } from "./report/error-text.ts";

/** Put in by the build. */
declare const KASKCTL_VERSION: string;

const interruption = new AbortController();
const argv = process.argv.slice(2);

/** What happens inside, line by line; before the words are understood, only `-vv` is seen. */
let debug = openDebugSink({ debugFile: undefined, verbosity: verbosityOf(argv) });

async function main(): Promise<number> {
  const installation = thisInstallation();
  if (argv[0] === "sandbox" && (argv[1] === "stand-in" || argv[1] === "serve")) {
    const { runInside } = await import("./commands/sandbox-inside.ts");
    // A stand-in that follows something ends with its reader, as the program that it stands for does.
    process.stdout.on("error", () => process.exit(exitCodes.done.code));
    const progress = (line: string) => void process.stderr.write(`${line}\n`);
    const { signal } = interruption;
    return runInside(argv.slice(1), processWorld({ signal, progress, debug: () => {} }));
  }
  const { parse } = await import("./program.ts");
  const request = await parse(argv, installation.version, (text) => process.stdout.write(text));
  if (typeof request === "number") return request;
  const { command, args, options, globals } = request;
  debug = openDebugSink(globals);
  const world = processWorld({
    signal: interruption.signal,
    progress: globals.quiet ? () => {} : (line) => process.stderr.write(`${line}\n`),
    debug,
  });
  const terminal = processTerminal(globals, interruption.signal, () => interrupt("SIGINT"));
  const { commands } = await import("./commands/index.ts");
  const context = { world, globals, terminal, commands, installation, endAtOnce };
  return command.run(args, options, context);
}

function thisInstallation(): Installation {
  const kaskctl = realpathSync(process.argv[1] ?? "");
  const folder = dirname(kaskctl);
  return {
    version: KASKCTL_VERSION,
    templatesFolder: join(folder, "..", "hiera-templates"),
    puppetFolder: join(folder, "..", "puppet"),
    node: process.execPath,
    kaskctl,
    kask: join(folder, "kask.js"),
  };
}

/** Says what went wrong, in the form that was asked for. */
function report(error: unknown): number {
  const known = interruption.signal.aborted ? interruptionOf(error) : error;
  if (argv.includes("--json")) process.stdout.write(errorJson(known));
  else process.stderr.write(formatError(known));
  debug(formatStack(error));
  return known instanceof KaskctlError
    ? exitCodes[faults[known.code].exit].code
    : exitCodes.bug.code;
}

/** A room that cleaned up says more than that it was stopped. */
function interruptionOf(error: unknown): unknown {
  const isTold = error instanceof KaskctlError && error.code === "interrupted";
  return isTold ? error : interruption.signal.reason;
}

/** How often `-v` was said, also as `-vv` or `-qv`. */
function verbosityOf(words: readonly string[]): number {
  const flags = words.flatMap((word) => (word === "--verbose" ? ["v"] : [...letters(word)]));
  return flags.filter((flag) => flag === "v").length;
}

function letters(word: string): string {
  return /^-[qv]+$/.test(word) ? word.slice(1) : "";
}

/** The first signal asks everything to stop and clean up; the second does not wait for that. */
function interrupt(signal: "SIGINT" | "SIGTERM"): void {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted.code);
  interruption.abort(new KaskctlError("interrupted", `Stopped by ${signal}.`));
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** A handler of ours would only run when the work is done. */
function endAtOnce(): void {
  interruption.signal.throwIfAborted();
  for (const signal of signals) process.removeAllListeners(signal);
}

for (const signal of signals) process.on(signal, () => interrupt(signal));
outliveClosedPipes();
main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.exitCode = report(error);
  },
);
