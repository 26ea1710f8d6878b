/**
 * Base: what every room of the service may use.
 *
 * Takes  errors of the operating system, paths of files.
 * Gives  words for them, and what is in the files.
 * Never  knows of configuration, HTTP or a store.
 */

/** What the operating system said, in words. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons.get(code ?? "") ?? message ?? String(error);
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or directory"],
  ["EACCES", "permission denied"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is no folder"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
  ["EADDRINUSE", "the port is taken by another program"],
  ["EADDRNOTAVAIL", "this machine does not have the address"],
  ["ENOTFOUND", "unknown host name"],
]);
