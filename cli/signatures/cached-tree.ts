import { createHash } from "node:crypto";
import { type Stats, statSync } from "node:fs";
import { basename, join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { writeFileAtomically } from "../base/files.ts";
import type { FoundSignatures, SignatureSearch } from "./find-signatures.ts";
import type { CodeListing } from "./list-code.ts";
import { readCodeTree } from "./read-code-tree.ts";
import {
  readStored,
  type SignatureHead,
  type StoredSignatures,
  schemaVersion,
  signaturesOf,
  storedParts,
} from "./signature-file.ts";

/** What is kept of a tree beside its signatures: by what one sees that they still hold. */
interface CachedTree extends SignatureHead {
  readonly tree: string;
  /** Path and time of change, again and again. */
  readonly folders: readonly (string | number)[];
  /** Path, size and time of change, again and again. */
  readonly files: readonly (string | number)[];
  readonly warnings: readonly string[];
}

/** What changed so short a time before it was read may have changed since within the same tick. */
const settledMs = 50;

/**
 * Signatures of a Puppet checkout, from the cache where no file of it has changed since; undefined
 * where it holds no manifest.
 */
export async function cachedTree(
  tree: string,
  { cacheFolder, clock, build }: SignatureSearch,
): Promise<FoundSignatures | undefined> {
  const name = createHash("sha256").update(tree).digest("hex").slice(0, 16);
  const file = join(cacheFolder, "trees", `${name}.json`);
  const kept = readKept(file, tree, build);
  if (kept) return found(signaturesOf(kept).signatures, tree, kept.head.warnings);
  const startMs = clock.now();
  const built = buildOrNothing(tree);
  if (!built) return undefined;
  const { signatures, contentBytes, warnings, listing } = built;
  const stamps = stampsOf(tree, listing);
  if (stamps.newestMs < startMs - settledMs) {
    const origin = { name: signatures.origin, dateMs: startMs };
    const { folders, files } = stamps;
    const writing = { signatures, contentBytes, origin, version: build };
    await keep(file, storedParts(writing, { tree, folders, files, warnings }));
  }
  return found(signatures, tree, warnings);
}

function found(
  signatures: FoundSignatures["signatures"],
  tree: string,
  warnings: readonly string[],
): FoundSignatures {
  const { size } = signatures.classes;
  // The day of building says nothing about a checkout that is looked at in every run.
  const origin = basename(tree);
  return {
    signatures: { ...signatures, origin },
    line: `the Puppet code in ${tree}, ${size} classes`,
    warnings,
  };
}

function buildOrNothing(tree: string): ReturnType<typeof readCodeTree> | undefined {
  try {
    return readCodeTree(tree, basename(tree));
  } catch (error) {
    if (error instanceof KaskctlError && error.code === "code-missing") return undefined;
    throw error;
  }
}

/** A cache that cannot be written is no reason to stop: the next run builds again. */
async function keep(file: string, parts: readonly Uint8Array[]): Promise<void> {
  try {
    await writeFileAtomically(file, parts, 0o600);
  } catch (error) {
    if (!(error instanceof KaskctlError)) throw error;
  }
}

function readKept(
  file: string,
  tree: string,
  build: string,
): StoredSignatures<CachedTree> | undefined {
  if (!stat(file)) return undefined;
  try {
    const kept = readStored(file) as StoredSignatures<CachedTree>;
    const { head } = kept;
    const isOurs =
      head.schema_version === schemaVersion && head.kaskctl === build && head.tree === tree;
    return isOurs && isUnchanged(head) ? kept : undefined;
  } catch (error) {
    if (error instanceof KaskctlError) return undefined;
    throw error;
  }
}

function isUnchanged({ tree, folders, files }: CachedTree): boolean {
  for (let at = 0; at < folders.length; at += 2) {
    if (stat(`${tree}/${folders[at]}`)?.ctimeMs !== folders[at + 1]) return false;
  }
  for (let at = 0; at < files.length; at += 3) {
    const now = stat(`${tree}/${files[at]}`);
    if (now?.size !== files[at + 1] || now?.ctimeMs !== files[at + 2]) return false;
  }
  return true;
}

function stampsOf(
  tree: string,
  listing: CodeListing,
): Pick<CachedTree, "folders" | "files"> & { readonly newestMs: number } {
  const folders: (string | number)[] = [];
  const files: (string | number)[] = [];
  let newestMs = 0;
  for (const path of listing.folders) {
    const { ctimeMs = -1 } = stat(`${tree}/${path}`) ?? {};
    folders.push(path, ctimeMs);
    newestMs = Math.max(newestMs, ctimeMs);
  }
  for (const path of listing.files) {
    const { size = -1, ctimeMs = -1 } = stat(`${tree}/${path}`) ?? {};
    files.push(path, size, ctimeMs);
    newestMs = Math.max(newestMs, ctimeMs);
  }
  return { folders, files, newestMs };
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
