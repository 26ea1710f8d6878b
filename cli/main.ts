/**
 * kaskctl: words in, an exit code out. The only file of the CLI that reads argv, touches the
 * process, or exits.
 */
import { appendFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { faults, KaskctlError } from "./base/errors.ts";
import { exitCodes } from "./base/exit-codes.ts";
import type { GlobalOptions, Installation, Terminal } from "./commands/command.ts";
import { processWorld } from "./process-world.ts";
import { errorJson, formatError, formatStack } from "./report/error-text.ts";

/** Put in by the build. */
declare const KASKCTL_VERSION: string;

const interruption = new AbortController();

async function main(argv: readonly string[]): Promise<number> {
  const installation = thisInstallation();
  if (argv[0] === "sandbox" && (argv[1] === "stand-in" || argv[1] === "serve")) {
    const { runInside } = await import("./commands/sandbox-inside.ts");
    const progress = (line: string) => void process.stderr.write(`${line}\n`);
    const { signal } = interruption;
    return runInside(argv.slice(1), processWorld({ signal, progress, debug: () => {} }));
  }
  const { parse } = await import("./program.ts");
  const request = await parse(argv, installation.version, (text) => process.stdout.write(text));
  if (typeof request === "number") return request;
  const { command, args, options, globals } = request;
  const world = processWorld({
    signal: interruption.signal,
    progress: globals.quiet ? () => {} : (line) => process.stderr.write(`${line}\n`),
    debug: debugSink(globals),
  });
  const terminal = processTerminal(globals);
  const { commands } = await import("./commands/index.ts");
  return command.run(args, options, { world, globals, terminal, commands, installation });
}

function thisInstallation(): Installation {
  const kaskctl = realpathSync(process.argv[1] ?? "");
  const folder = dirname(kaskctl);
  return {
    version: KASKCTL_VERSION,
    templatesFolder: join(folder, "..", "hiera-templates"),
    node: process.execPath,
    kaskctl,
    kask: join(folder, "kask.js"),
  };
}

function debugSink({ debugFile, verbosity }: GlobalOptions): (line: string) => void {
  return (line) => {
    if (verbosity >= 2) process.stderr.write(`${line}\n`);
    if (debugFile)
      appendFileSync(debugFile, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  };
}

function processTerminal({ color, input, json }: GlobalOptions): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const wantsColor = stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return {
    color: !json && (color === "always" || (color === "auto" && wantsColor)),
    columns: stdout.columns ?? 80,
    interactive: input && !json && stdin.isTTY === true,
    print: (text) => stdout.write(text),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString("utf8");
    },
    ask: async (question) => {
      const { createInterface } = await import("node:readline/promises");
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question, { signal: interruption.signal });
      } finally {
        lines.close();
      }
    },
  };
}

/** Says what went wrong, in the form that was asked for. */
function report(error: unknown, argv: readonly string[]): number {
  const known = interruption.signal.aborted ? interruption.signal.reason : error;
  if (argv.includes("--json")) process.stdout.write(errorJson(known));
  else process.stderr.write(formatError(known));
  if (argv.includes("-vv") || argv.filter((word) => word === "-v").length > 1) {
    process.stderr.write(formatStack(error));
  }
  return known instanceof KaskctlError
    ? exitCodes[faults[known.code].exit].code
    : exitCodes.bug.code;
}

/** The first signal asks everything to stop and clean up; the second does not wait for that. */
function listenForInterruption(): void {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (interruption.signal.aborted) process.exit(exitCodes.interrupted.code);
      interruption.abort(new KaskctlError("interrupted", `Stopped by ${name}.`));
    });
  }
}

/** A reader that went away (`| head`) is no failure of ours. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(exitCodes.done.code);
    });
  }
}

const argv = process.argv.slice(2);
listenForInterruption();
ignoreClosedPipes();
main(argv).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.exitCode = report(error, argv);
  },
);
