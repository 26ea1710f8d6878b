import { type FileHandle, open } from "node:fs/promises";
import { type FaultCode, KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";

/** Bits of a file's mode with which others than its owner can do something. */
const othersMask = 0o077;

/** A text and whether others than its owner can read or write the file. */
export interface PrivateText {
  readonly text: string;
  readonly isOpenToOthers: boolean;
}

/**
 * Reads a file that may hold a secret; text and mode are of one open file. Undefined where there
 * is none. A pipe, such as a shell's `<(…)`, is never open to others.
 * @throws {KaskctlError} file-unreadable
 */
export async function readPrivateText(
  path: string,
  purpose: string,
): Promise<PrivateText | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    const status = await handle.stat();
    const text = await handle.readFile("utf8");
    return { text, isOpenToOthers: status.isFile() && (status.mode & othersMask) !== 0 };
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw new KaskctlError(
      "file-unreadable",
      `Cannot read ${purpose} ${path}: ${systemReason(cause)}.`,
      { cause, hint: "Check the path and its permissions." },
    );
  } finally {
    await handle?.close();
  }
}

/**
 * The error for a secret that others than the file's owner can read; `what` as in `clouds.yaml`.
 */
export function openToOthersError(code: FaultCode, path: string, what: string): KaskctlError {
  return new KaskctlError(
    code,
    `${what} ${path} holds a secret and is open to others than its owner.`,
    { hint: `Close it with \`chmod 600 ${path}\`.` },
  );
}
