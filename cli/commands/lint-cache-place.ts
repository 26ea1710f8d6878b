import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { writeFileAtomically } from "../base/files.ts";
import { LintCacheFile, lintCacheKey } from "../lint/engine/lint-cache.ts";
import type { LintOptions } from "../lint/lint.ts";
import type { CommandContext } from "./command.ts";
import { programBuild } from "./program-build.ts";

/** A cache, and how it is kept for the next run. */
export interface PlacedCache {
  readonly cache: LintCacheFile;
  /** A cache that cannot be written costs time and nothing else. */
  readonly keep: () => Promise<void>;
}

/** More trees than anybody lints; then the oldest go. */
const mostCaches = 32;

/** Opens the cache of the runs over the same paths. */
export function openLintCache(
  paths: readonly string[],
  options: LintOptions,
  { world, installation }: CommandContext,
): PlacedCache {
  const folder = join(cacheFolder(world), "lint");
  const name = createHash("sha256")
    .update(paths.map((path) => resolve(world.cwd, path)).join("\0"))
    .digest("hex");
  const file = join(folder, name.slice(0, 32));
  const key = lintCacheKey(programBuild(installation), options);
  const cache = new LintCacheFile(bytesOf(file), key);
  return {
    cache,
    keep: async () => {
      const bytes = cache.encode();
      if (bytes !== undefined) await write(folder, file, bytes).catch(() => {});
    },
  };
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

async function write(folder: string, file: string, bytes: Buffer): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await writeFileAtomically(file, bytes, 0o600);
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= mostCaches) return;
  const byAge = files
    .map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(mostCaches)) rmSync(path, { force: true });
}
