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

/** What the operating system said, in words. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons.get(code ?? "") ?? message ?? String(error);
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or directory"],
  ["EACCES", "permission denied"],
  ["EISDIR", "it is a folder"],
  ["EADDRINUSE", "the port is taken by another program"],
  ["EADDRNOTAVAIL", "this machine does not have the address"],
  ["ENOTFOUND", "unknown host name"],
]);
