import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Database, open, type RootDatabase } from "lmdb";
import { folderError, folderReason, makeFolder } from "./data-folder.ts";

/** The tables of an embedded store. */
export interface EmbeddedDatabase {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** Records by the digest of their key. */
  readonly values: Database<Buffer, Buffer>;
  /** What to purge, by time; `sweep.ts` knows the keys. The entries' values say nothing. */
  readonly expiries: Database<Buffer, Buffer>;
}

/** What the tables hold, and how; another number is another layout. */
const format = "2";
const formatKey = Buffer.from("format");
const dataFile = "data.mdb";

/**
 * Address space, not memory and no limit: a smaller map is mapped again whenever the file outgrows it,
 * and LMDB keeps the older maps, so that every page counts several times as resident.
 */
const mapBytes = 64 * 1024 ** 3;

/**
 * Opens the database of a folder, which is made where it is missing.
 * @throws {StoreError} when the folder cannot be used, or holds something else than this program's
 */
export function openDatabase(folder: string): EmbeddedDatabase {
  let root: RootDatabase<Buffer, Buffer> | undefined;
  try {
    makeFolder(folder);
    const isNew = !isDatabase(join(folder, dataFile));
    // A dot in the folder's name would make lmdb take it for a file.
    const access = { noSubdir: false, permissionsMode: 0o600 };
    root = open<Buffer, Buffer>({ path: folder, mapSize: mapBytes, ...access, ...binary });
    checkSize(root, join(folder, dataFile));
    if (isNew) root.putSync(formatKey, Buffer.from(format));
    checkFormat(root.get(formatKey)?.toString());
    return {
      root,
      values: root.openDB<Buffer, Buffer>({ name: "values", ...binary }),
      expiries: root.openDB<Buffer, Buffer>({ name: "expiries", ...binary }),
    };
  } catch (cause) {
    void root?.close();
    throw folderError(folder, folderReason(folder, cause), cause);
  }
}

const binary = { encoding: "binary", keyEncoding: "binary" } as const;

/** LMDB's mark, and the version of its layout, at the start of a file. */
const lmdbMark = Buffer.from("dec0efbe02000000", "hex");
const markAt = 24;

/**
 * Whether there is a database in a file, which is made where it is missing. LMDB ends the process where
 * it finds anything else, or may not write.
 */
function isDatabase(file: string): boolean {
  const start = Buffer.alloc(markAt + lmdbMark.length);
  const descriptor = openSync(file, "a+", 0o600);
  try {
    if (readSync(descriptor, start, 0, start.length, 0) === 0) return false;
  } finally {
    closeSync(descriptor);
  }
  if (start.subarray(markAt).equals(lmdbMark)) return true;
  throw new Error(`${dataFile} is no database of kask's, or of an LMDB that this kask cannot read`);
}

/** Reading a page beyond the end of the file would end the process, not the request. */
function checkSize(root: RootDatabase<Buffer, Buffer>, file: string): void {
  const { lastPageNumber, pageSize } = root.getStats() as {
    readonly lastPageNumber: number;
    readonly pageSize: number;
  };
  const needed = (lastPageNumber + 1) * pageSize;
  const { size } = statSync(file);
  if (size < needed) throw new Error(`${dataFile} has ${size} B instead of ${needed} B or more`);
}

function checkFormat(found: string | undefined): void {
  if (found === format) return;
  const what = found === undefined ? "no format of kask's" : `format ${JSON.stringify(found)}`;
  throw new Error(`it holds ${what}, and this version of kask knows format ${format} only`);
}
