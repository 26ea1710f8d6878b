import { statSync } from "node:fs";
import type { CommandContext } from "./command.ts";

/** What tells one build from another: a kaskctl that was built anew has other rules under the same version. */
export function programBuild({ version, kaskctl }: CommandContext["installation"]): string {
  const { size, mtimeMs } = statSync(kaskctl, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
  return `${version} ${size} ${mtimeMs}`;
}
