import { KaskctlError } from "../base/errors.ts";
import { escapeControl } from "./escape-control.ts";

/** An error as a person reads it: what went wrong, and what to try. A host's words may be in it. */
export function formatError(error: unknown): string {
  if (error instanceof KaskctlError) {
    const hint = error.hint === undefined ? "" : `\n  Try: ${escapeLines(error.hint)}`;
    return `kaskctl: ${escapeLines(error.message)}${hint}\n`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `kaskctl: A bug of ours: ${escapeLines(message)}\n  Try: the same command with -vv, and report what it prints.\n`;
}

function escapeLines(text: string): string {
  return text.split("\n").map(escapeControl).join("\n");
}

/** An error as a program reads it. */
export function errorJson(error: unknown): string {
  const known = error instanceof KaskctlError;
  return `${JSON.stringify({
    schema_version: 1,
    error: {
      code: known ? error.code : "bug",
      message: error instanceof Error ? error.message : String(error),
      hint: known ? error.hint : undefined,
      host: known ? error.host : undefined,
    },
  })}\n`;
}

/** The stack of an error and of each of its causes, for `-vv`; without a line end. */
export function formatStack(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    lines.push(escapeLines(cause.stack ?? ""));
  return lines.join("\nCaused by: ");
}
