import { openSync, writeSync } from "node:fs";
import { addAbortSignal } from "node:stream";
import { KaskctlError } from "./base/errors.ts";
import { exitCodes } from "./base/exit-codes.ts";
import { decodeText, systemReason } from "./base/files.ts";
import type { GlobalOptions, Terminal } from "./commands/command.ts";
import { formatError } from "./report/error-text.ts";

/**
 * Opens what `-vv` and `--debug-file` write to; each line comes without its end.
 * @throws {KaskctlError} file-unwritable
 */
export function openDebugSink({
  debugFile,
  verbosity,
}: Pick<GlobalOptions, "debugFile" | "verbosity">): (line: string) => void {
  let file = debugFile === undefined ? undefined : openToAppend(debugFile);
  return (line) => {
    if (verbosity >= 2) process.stderr.write(`${line}\n`);
    if (file === undefined) return;
    try {
      writeSync(file, `${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      // What goes on is worth more than its log.
      file = undefined;
      process.stderr.write(`kaskctl: ${debugFile} is written no more: ${systemReason(error)}.\n`);
    }
  };
}

function openToAppend(path: string): number {
  try {
    return openSync(path, "a", 0o600);
  } catch (cause) {
    throw new KaskctlError(
      "file-unwritable",
      `Cannot write the debug file ${path}: ${systemReason(cause)}.`,
      { cause, hint: "Check that the folder exists and is writable." },
    );
  }
}

/**
 * The terminal of this process, or the pipes in its place; `interrupt` is told of Ctrl-C at a
 * question, which the terminal then does not make a signal of.
 */
export function processTerminal(
  { color, input, json, quiet }: GlobalOptions,
  signal: AbortSignal,
  interrupt: () => void,
): Terminal {
  const { env, stdout, stderr } = process;
  const wantsColor = stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return {
    color: !json && (color === "always" || (color === "auto" && wantsColor)),
    columns: stdout.columns ?? 80,
    // Opening stdin takes Node milliseconds, and most commands never ask.
    get interactive() {
      return input && !json && process.stdin.isTTY === true;
    },
    print: (text) => stdout.write(text),
    ...(stderr.isTTY &&
      !quiet &&
      env["TERM"] !== "dumb" && { status: (line) => stderr.write(`\r\x1b[2K${line}`) }),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      // Nobody may ever write to it, nor end it.
      for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk as Buffer);
      return decodeText(Buffer.concat(chunks), "stdin");
    },
    ask: (question) => ask(question, signal, interrupt),
  };
}

/** A line typed in answer; nothing where the input ends (Ctrl-D). */
async function ask(question: string, signal: AbortSignal, interrupt: () => void): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on("SIGINT", interrupt);
  try {
    return await lines.question(question, { signal });
  } catch {
    process.stderr.write("\n");
    signal.throwIfAborted();
    return "";
  } finally {
    lines.close();
  }
}

/**
 * Lets a command go on to its end where nobody reads what it says any more (`| head`): it may be in
 * the middle of a change, and its exit code must stay true.
 */
export function outliveClosedPipes(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    const fault = new KaskctlError(
      "file-unwritable",
      `Cannot write the result to stdout: ${systemReason(error)}.`,
      { cause: error, hint: "The command itself has run; write its result elsewhere." },
    );
    process.stderr.write(formatError(fault));
    process.once("exit", () => {
      process.exitCode = exitCodes.yourFile.code;
    });
  });
}
