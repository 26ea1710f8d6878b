// Runs scripts/NAME.ts on the Node that package.json pins, and installs the packages first where they
// are missing. Plain JavaScript for any Node that npm runs on: `node scripts/run.mjs NAME [ARGUMENT…]`.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [name, ...args] = process.argv.slice(2);

if (!name || !existsSync(join(root, "scripts", `${name}.ts`))) {
  console.error(`There is no scripts/${name}.ts to run.`);
  process.exit(2);
}
// npm itself runs `prepare` in the middle of an installation: the packages are there, their stamp is not.
if (process.env.npm_lifecycle_event !== "prepare" && !isInstalled()) install();
// Ctrl-C reaches the script as well; this process waits until it has cleaned up.
process.on("SIGINT", () => {});
const { status, signal } = spawnSync(
  pinnedNode(),
  ["--disable-warning=ExperimentalWarning", join(root, "scripts", `${name}.ts`), ...args],
  { cwd: root, stdio: "inherit", env: { ...process.env, PATH: pathWithPinnedNode() } },
);
if (signal) process.kill(process.pid, signal);
process.exit(status ?? 1);

function isInstalled() {
  const stamp = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(stamp)) return false;
  return statSync(stamp).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

function install() {
  console.error("Installing the packages that package-lock.json names …");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error("npm install failed; see above.");
  process.exit(1);
}

/** The pinned Node where npm could install it for this platform, else the Node that runs this file. */
function pinnedNode() {
  const installed = pinnedNodeFolder();
  if (installed) return join(installed, process.platform === "win32" ? "node.exe" : "node");
  const required = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node;
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = required.replace(">=", "").split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor))
    return process.execPath;
  console.error(
    `There is no pinned Node for ${process.platform}-${process.arch}, and this one is ${process.versions.node}: install Node ${required}.`,
  );
  process.exit(2);
}

function pinnedNodeFolder() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const folder = join(root, "node_modules", `node-${platform}-${process.arch}`, "bin");
  return existsSync(folder) ? folder : undefined;
}

function pathWithPinnedNode() {
  const folder = pinnedNodeFolder();
  const separator = process.platform === "win32" ? ";" : ":";
  return folder ? `${folder}${separator}${process.env.PATH}` : process.env.PATH;
}
