import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import {
  access,
  constants,
  type FileHandle,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { KaskctlError } from "./errors.ts";

/**
 * The text of a file; `purpose` completes "Cannot read …", as in `the site file`.
 * @throws {KaskctlError} file-unreadable
 */
export async function readTextFile(path: string, purpose: string): Promise<string> {
  return decodeText(await readBytes(path, purpose), `${purpose} ${path}`);
}

/**
 * Refuses what is no regular file: opening a pipe that nobody writes to waits, and cannot be stopped.
 * `purpose` completes "Cannot read …".
 * @throws {KaskctlError} file-unreadable
 */
export async function expectRegularFile(path: string, purpose: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new KaskctlError(
    "file-unreadable",
    `Cannot read ${purpose} ${path}: it is not a regular file.`,
    { hint: "Name a file." },
  );
}

/**
 * Bytes as text; `what` completes "Cannot read …". What is no UTF-8 would otherwise be read as
 * something else than every later reader makes of it.
 * @throws {KaskctlError} file-unreadable
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new KaskctlError("file-unreadable", `Cannot read ${what}: ${whyNoUtf8(bytes)}.`, {
      cause,
      hint: "Save it as UTF-8.",
    });
  }
}

function whyNoUtf8(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  const isUtf16 = first + second === 0xfe + 0xff && Math.max(first, second) === 0xff;
  if (isUtf16) return "it is UTF-16 text, as its byte order mark says";
  const { line, offset } = firstInvalid(bytes);
  return `it is not UTF-8 text. The byte at offset ${offset}, in line ${line}, cannot stand there`;
}

/** The first byte that is no UTF-8: its offset from 0, its line from 1. */
function firstInvalid(bytes: Uint8Array): { readonly line: number; readonly offset: number } {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const written = Buffer.from("\ufffd");
  let offset = 0;
  let line = 1;
  for (const character of text) {
    // The sign for what is wrong may also be written in the text.
    if (character === "\ufffd" && !written.equals(bytes.subarray(offset, offset + 3))) break;
    if (character === "\n") line += 1;
    offset += Buffer.byteLength(character);
  }
  return { line, offset };
}

async function readBytes(path: string, purpose: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new KaskctlError(
      "file-unreadable",
      `Cannot read ${purpose} ${path}: ${systemReason(cause)}.`,
      {
        cause,
        hint: "Check the path and its permissions.",
      },
    );
  }
}

/** Whose a file is. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a file so that a reader sees the old text or the new one, never a part of it. The new
 * file has exactly `mode`, whatever the umask, and goes to `owner` where the system lets us.
 * @throws {KaskctlError} file-unwritable
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array | readonly Uint8Array[],
  mode: number,
  owner?: Owner,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    await makeFolder(dirname(path), 0o777);
    const handle = await open(temporary, "wx", mode);
    try {
      if (owner) await giveTo(owner, handle);
      await handle.chmod(mode);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // `force` forgives a missing file, but not a missing folder that is a file.
    await rm(temporary, { force: true }).catch(() => {});
    throw unwritable(path, cause);
  }
}

/** Only root may give a file away; others may give it to a group of theirs. */
async function giveTo({ uid, gid }: Owner, handle: FileHandle): Promise<void> {
  const own = await handle.stat();
  if (own.uid === uid && own.gid === gid) return;
  await handle.chown(uid, gid).catch(() => handle.chown(own.uid, gid).catch(() => {}));
}

/**
 * Writes a file that a person named: into a folder that is there, to the target of a link, and
 * straight into what is no regular file, as a pipe, or is open already, as `/dev/stdout`. A file that
 * was there keeps its owner, and its mode unless more people could read it than with `mode`.
 * @throws {KaskctlError} file-unwritable
 */
export async function writeOutputFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  try {
    const stream = openStream(path);
    if (stream !== undefined) return writeFileSync(stream, content);
    await access(dirname(path));
    const target = await realpath(path).catch(() => path);
    const found = await stat(target).catch(() => undefined);
    if (!found) await writeFileAtomically(target, content, mode);
    else if (found.isFile()) {
      await writeFileAtomically(target, content, modeToKeep(found.mode, mode), found);
    } else await writeFile(target, content);
  } catch (cause) {
    throw cause instanceof KaskctlError ? cause : unwritable(path, cause);
  }
}

/**
 * The descriptor that a path names. Behind it may be a file that others write to as well: a new one in its
 * place would lose what comes after, and to open it again what came before.
 */
function openStream(path: string): number | undefined {
  const named = /^\/dev\/std(?<name>out|err)$/u.exec(path)?.groups?.["name"];
  if (named !== undefined) return named === "out" ? 1 : 2;
  const digits = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/u.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function modeToKeep(found: number, wanted: number): number {
  const moreReaders = found & ~wanted & 0o044;
  return moreReaders === 0 ? found & 0o7777 : wanted;
}

/**
 * Sees that a file could be written to this path, before something is done that it shall tell of.
 * @throws {KaskctlError} file-unwritable
 */
export async function expectWritable(path: string): Promise<void> {
  try {
    await makeFolder(dirname(path), 0o777);
    await access(dirname(path), constants.W_OK);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): KaskctlError {
  return new KaskctlError("file-unwritable", `Cannot write ${path}: ${systemReason(cause)}.`, {
    cause,
    hint: "Check that the folder exists and is writable.",
  });
}

/**
 * Makes a folder and those above it, where they are missing. Node's own `recursive` tries for ever
 * where a file system has no room for folders, as `/proc` has none.
 * @throws the system's error
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // Where the one above is there by now, another made it meanwhile, or there is no room in it: a second try tells.
    if (!existsSync(dirname(path))) await makeFolder(dirname(path), mode);
    await makeOne(path, mode);
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    if (!isThere || !(await stat(path)).isDirectory()) throw error;
  }
}

/** What the operating system said, as words: `ENOENT` is "no such file or directory". */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return reasons.get(code ?? "") ?? code ?? error.message;
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or directory"],
  ["EACCES", "permission denied"],
  ["EPERM", "operation not permitted"],
  ["EISDIR", "it is a folder"],
  ["EEXIST", "something else is there"],
  ["ENOTDIR", "a part of the path is not a folder"],
  ["ENOSPC", "no space left on the disk"],
  ["ELOOP", "its links lead to each other"],
  ["ENAMETOOLONG", "the name is too long"],
  ["EPIPE", "nobody reads it any more"],
  ["EROFS", "the file system is read-only"],
  ["ECONNREFUSED", "connection refused"],
  ["ENOTFOUND", "unknown host name"],
  ["ETIMEDOUT", "timed out"],
  ["ECONNRESET", "connection reset"],
]);
