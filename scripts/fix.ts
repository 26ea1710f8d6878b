/** Mends what can be mended without thought: generated files, format, safe lint fixes. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./support/root.ts";

const words = [
  [process.execPath, join(root, "scripts", "generate.ts")],
  [join(root, "node_modules", ".bin", "biome"), "check", "--write", "."],
] as const;
for (const [command, ...args] of words) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
