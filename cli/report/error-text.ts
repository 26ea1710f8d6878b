import { KaskctlError } from "../base/errors.ts";

/** An error as a person reads it: what went wrong, and what to try. */
export function formatError(error: unknown): string {
  if (error instanceof KaskctlError) {
    const hint = error.hint === undefined ? "" : `\n  Try: ${error.hint}`;
    return `kaskctl: ${error.message}${hint}\n`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `kaskctl: A bug of ours: ${message}\n  Try: the same command with -vv, and report what it prints.\n`;
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

/** The stack of an error and of each of its causes, for `-vv`. */
export function formatStack(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    lines.push(cause.stack ?? "");
  return `${lines.join("\nCaused by: ")}\n`;
}
