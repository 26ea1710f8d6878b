/** Writes every derived file; with `--check` it only says which are stale, and fails. */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DerivedFile } from "./support/derived-file.ts";
import { derivedIndexes } from "./support/indexes.ts";
import { root } from "./support/root.ts";

const check = process.argv.includes("--check");
const stale: string[] = [];

// The indexes come first: the pages are made from what they list.
await Promise.all((await derivedIndexes()).map(keep));
const { derivedPages } = await import("./support/pages.ts");
await Promise.all((await derivedPages()).map(keep));

if (stale.length > 0) {
  console.log(`Stale: ${stale.join(", ")}. Run: npm run generate`);
  process.exit(1);
}

async function keep({ path, text }: DerivedFile): Promise<void> {
  const absolute = join(root, path);
  const wanted = path.endsWith(".ts") ? formatted(path, text) : text;
  const present = await readFile(absolute, "utf8").catch(() => undefined);
  if (present === wanted) return;
  if (check) {
    stale.push(path);
    return;
  }
  await mkdir(dirname(absolute), { recursive: true });
  await writeFile(absolute, wanted);
  console.log(`wrote ${path}`);
}

function formatted(path: string, text: string): string {
  const biome = join(root, "node_modules", ".bin", "biome");
  return execFileSync(biome, ["format", `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
  });
}
