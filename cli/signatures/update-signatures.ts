import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileAtomically } from "../base/files.ts";
import type { World } from "../base/world.ts";
import type { BuiltSignatures } from "./build-signatures.ts";
import { cloneCode } from "./clone-code.ts";
import { readCodeTree } from "./read-code-tree.ts";
import { bytesFor, originName } from "./signature-file.ts";

/** Wikimedia's Puppet code. */
export const wikimediaCode = "https://gerrit.wikimedia.org/r/operations/puppet";

/** What to fetch, and where to keep it. */
export interface SignatureUpdate {
  /** Of a git repository; any that git understands, but for transports that run programs. */
  readonly url: string;
  /** Replaced when all went well, else left as it is. */
  readonly file: string;
  /** That of kaskctl. */
  readonly version: string;
  readonly world: World;
}

/**
 * Clones a repository of Puppet code, keeps its signatures in a file, and gives them.
 * @throws {KaskctlError} git-missing, clone-failed, interrupted, code-missing, file-unwritable, wrong-use
 */
export async function updateSignatures(update: SignatureUpdate): Promise<BuiltSignatures> {
  const { url, file, version, world } = update;
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-signatures-"));
  try {
    world.progress(`Cloning ${url} without its history …`);
    const { commit, dateMs } = await cloneCode(url, join(folder, "code"), world);
    const origin = { name: repositoryName(url), commit, dateMs };
    world.progress(`Reading the Puppet code of ${originName(origin)} …`);
    const built = readCodeTree(join(folder, "code"), originName(origin));
    await writeFileAtomically(file, bytesFor(file, { ...built, origin, version }), 0o644);
    return built;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `operations-puppet` for Wikimedia's, the last part of the path for a repository of another shape. */
export function repositoryName(url: string): string {
  const parts = url
    .replace(/^[a-z+]+:\/\/[^/]*/, "")
    .replace(/\/*(?:\.git)?\/*$/, "")
    .split(/[/:]/)
    .filter((part) => part !== "" && part !== "r" && part !== "a");
  return /^https?:|^ssh:/.test(url) ? parts.slice(-2).join("-") : (parts.at(-1) ?? url);
}
