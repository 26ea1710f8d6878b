import { execFile } from "node:child_process";
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

/** Runs tools side by side and says how each went; what one printed is shown only where it failed. */
export function runTools(tools: readonly Tool[]): Promise<readonly boolean[]> {
  return Promise.all(tools.map(runTool));
}

function runTool({ title, words }: Tool): Promise<boolean> {
  const [command, ...args] = words;
  return new Promise((resolve) => {
    const limits = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, limits, (error, stdout, stderr) => {
      console.log(`${error ? "FAIL" : "ok  "} ${title}`);
      if (error) console.log(`${stdout}${stderr}${stdout || stderr ? "" : error.message}`);
      resolve(!error);
    });
  });
}
