import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import type { Clock } from "../base/world.ts";
import { ageText } from "./age.ts";
import { cachedTree } from "./cached-tree.ts";
import { catalogue } from "./catalogue.ts";
import { readSignatures } from "./signature-file.ts";
import type { Signatures } from "./signatures.ts";

/** Where to look for signatures. */
export interface SignatureSearch {
  /** What `--signatures` names, as an absolute path: no other place is looked at. */
  readonly file?: string;
  /** A linted Hiera tree, or a text in one, as an absolute path: Puppet code beside it is used. */
  readonly treePath?: string;
  /** What `cacheFolder(world)` gives. */
  readonly cacheFolder: string;
  readonly clock: Clock;
  /** What tells builds of kaskctl apart: what another one cached is built anew. */
  readonly build: string;
}

/** Signatures to lint with. */
export interface FoundSignatures {
  readonly signatures: Signatures;
  /** Where they come from and how old they are, for people: one line without an end. */
  readonly line: string;
  /** How long ago they were written; absent where they were made in this run, or with kaskctl. */
  readonly ageMs?: number;
  /** Files that could not be read for them. */
  readonly warnings: readonly string[];
}

/** The file in which `signatures update` keeps what it fetched. */
export function updatedFile(cacheFolder: string): string {
  return join(cacheFolder, "signatures.json");
}

/** Where a Puppet checkout keeps its modules. */
const codeFolders = ["modules", "site", "site-modules", "environments"];

const advice = "kaskctl signatures update fetches all of Wikimedia's";

/**
 * The best signatures that are at hand: those of `--signatures`, of the Puppet code around the linted
 * tree, of the last `signatures update`, or kaskctl's own catalogue.
 * @throws {KaskctlError} file-unreadable, signatures-invalid: only for the file that was named
 */
export async function findSignatures(search: SignatureSearch): Promise<FoundSignatures> {
  if (search.file !== undefined) return ofFile(search.file, search.clock);
  const checkout = search.treePath === undefined ? undefined : checkoutAround(search.treePath);
  const found = checkout === undefined ? undefined : await cachedTree(checkout, search);
  return found ?? updatedOrOwn(search);
}

function updatedOrOwn({ cacheFolder, clock }: SignatureSearch): FoundSignatures {
  const updated = updatedFile(cacheFolder);
  const own = { signatures: catalogue, line: `${catalogue.origin}; ${advice}`, warnings: [] };
  if (!existsSync(updated)) return own;
  try {
    return ofFile(updated, clock);
  } catch (error) {
    if (!(error instanceof KaskctlError)) throw error;
    const without = "Keys and types are checked against kaskctl's own catalogue only.";
    const renew = "Renew the file with: kaskctl signatures update";
    return { ...own, warnings: [`${error.message} ${without} ${renew}`] };
  }
}

function ofFile(file: string, clock: Clock): FoundSignatures {
  const { signatures, origin } = readSignatures(file);
  const ageMs = clock.now() - origin.dateMs;
  const line = `${signatures.origin}, ${ageText(ageMs)}; ${advice}`;
  return { signatures, line, ageMs, warnings: [] };
}

/** The folder that holds `hieradata/` or `hiera.yaml`, where it holds modules, too: as an absolute path. */
export function checkoutAround(treePath: string): string | undefined {
  for (let folder = treePath; dirname(folder) !== folder; folder = dirname(folder)) {
    const checkout = basename(folder) === "hieradata" ? dirname(folder) : folder;
    if (checkout === folder && !existsSync(join(folder, "hiera.yaml"))) continue;
    if (codeFolders.some((name) => existsSync(join(checkout, name)))) return checkout;
  }
  return undefined;
}
