import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.ts";

/** One tool of the checks: it counts as one test. */
export interface Tool {
  readonly title: string;
  readonly words: readonly [string, ...string[]];
}

const bin = (name: string): string => join(root, "node_modules", ".bin", name);
const script = (name: string): string => join(root, "scripts", `${name}.ts`);

/** The tools that judge the source, cheapest first. */
export const sourceTools: readonly Tool[] = [
  {
    title: "every generated file is fresh",
    words: [process.execPath, script("generate"), "--check"],
  },
  { title: "Biome finds nothing", words: [bin("biome"), "check", "."] },
  { title: "the types hold", words: [bin("tsc")] },
  { title: "knip finds nothing unused", words: [bin("knip")] },
];

/** Runs a tool and says how it went; what it printed is shown only where it failed. */
export function runTool({ title, words }: Tool): boolean {
  const [command, ...args] = words;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const passed = status === 0;
  console.log(`${passed ? "ok  " : "FAIL"} ${title}`);
  if (!passed) console.log(`${stdout}${stderr}${error?.message ?? ""}`);
  return passed;
}
