/**
 * Prints a line for a POSIX shell that puts kaskctl, kask and the pinned Node on PATH:
 * `eval "$(node scripts/run.mjs path)"`.
 */
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { shellLine } from "../cli/ssh/quote.ts";
import { root } from "./support/root.ts";

const folder = join(root, ".cache", "bin");
mkdirSync(folder, { recursive: true });
for (const program of ["kaskctl", "kask"]) {
  const link = join(folder, program);
  rmSync(link, { force: true });
  symlinkSync(join(root, "dist", `${program}.js`), link);
}
const folders = [folder, dirname(process.execPath)].join(delimiter);
console.log(`export PATH=${shellLine([folders])}${delimiter}"$PATH"`);
