import { PemError } from "./base/pem-files.ts";
import { StoreError } from "./storage/store.ts";

/** Kask cannot start. Its message is for the person who started it: what, where, found, try. */
export class StartError extends Error {
  /** One sentence per mistake. */
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: { readonly cause?: unknown }) {
    super(lines.join("\n"), options);
    this.name = "StartError";
    this.lines = lines;
  }
}

/** Why Kask did not start, line by line, for its log and the person who started it. */
export function startFailure(error: unknown): readonly string[] {
  if (error instanceof StartError) return error.lines;
  if (error instanceof StoreError) return [error.message];
  if (error instanceof PemError) return [`cannot use ${error.message}`];
  return [`cannot start: ${error instanceof Error ? error.message : String(error)}`];
}
