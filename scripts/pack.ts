/**
 * `pack strip` takes the pinned Node out of package.json before npm packs it, since a user brings a
 * Node of their own; `pack restore` puts the file back.
 */
import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/root.ts";

const manifest = join(root, "package.json");
const kept = join(root, "package.json.kept");

function strip(): void {
  copyFileSync(manifest, kept);
  const content = JSON.parse(readFileSync(manifest, "utf8"));
  delete content.optionalDependencies;
  // Published, there is nothing left to build, and the bundles hold every library but lmdb.
  delete content.scripts;
  delete content.devDependencies;
  content.dependencies = { lmdb: content.dependencies.lmdb };
  writeFileSync(manifest, `${JSON.stringify(content, undefined, 2)}\n`);
}

const actions: Readonly<Record<string, () => void>> = {
  strip,
  restore: () => renameSync(kept, manifest),
};

const action = actions[process.argv[2] ?? ""];
if (!action) {
  console.error("Usage: pack strip|restore");
  process.exit(2);
}
action();
