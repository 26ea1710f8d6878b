import { readdirSync, readFileSync } from "node:fs";
import { KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";
import { type BuiltSignatures, buildSignatures, type CodeFile } from "./build-signatures.ts";
import { type CodeListing, listCode } from "./list-code.ts";

/** Signatures of a tree, with what was listed for them. */
export interface ReadCodeTree extends BuiltSignatures {
  readonly listing: CodeListing;
}

/**
 * Signatures of all Puppet code in a folder. A file that cannot be read costs a warning.
 * @throws {KaskctlError} file-unreadable; code-missing where the folder holds no manifest
 */
export function readCodeTree(folder: string, name: string): ReadCodeTree {
  expectFolder(folder);
  const listing = listCode(folder);
  if (!listing.files.some((file) => file.endsWith(".pp"))) {
    throw new KaskctlError(
      "code-missing",
      `Cannot read Puppet code in ${folder}: it has no manifest (.pp) in a module.`,
      { hint: "Name the folder that holds modules/, or a module." },
    );
  }
  const unreadable: UnreadFile[] = [];
  const built = buildSignatures(readAll(folder, listing.files, unreadable), {
    name,
    isComplete: true,
  });
  const reasons = unreadable.map(({ path, reason }) => `${path}: ${reason}`);
  const paths = unreadable.map(({ path }) => path);
  const unread = [...listing.unread, ...paths, ...(built.signatures.unread ?? [])];
  return {
    ...built,
    signatures: { ...built.signatures, unread },
    warnings: [...listing.warnings, ...reasons, ...built.warnings],
    listing,
  };
}

interface UnreadFile {
  readonly path: string;
  readonly reason: string;
}

function expectFolder(folder: string): void {
  try {
    readdirSync(folder);
  } catch (cause) {
    throw new KaskctlError(
      "file-unreadable",
      `Cannot read Puppet code in ${folder}: ${systemReason(cause)}.`,
      { cause, hint: "Check the path and its permissions." },
    );
  }
}

/** One text at a time, so that a tree's texts need not be in memory together. */
function* readAll(
  folder: string,
  files: readonly string[],
  unreadable: UnreadFile[],
): Generator<CodeFile> {
  for (const path of files) {
    const text = readText(`${folder}/${path}`);
    if (typeof text === "string") yield { path, text };
    else unreadable.push({ path, reason: text.reason });
  }
}

function readText(file: string): string | { readonly reason: string } {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return { reason: systemReason(error) };
  }
}
