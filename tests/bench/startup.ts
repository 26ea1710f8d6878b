import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../scripts/support/root.ts";
import { type Bench, type Figure, figure } from "./bench.ts";

const rounds = 15;
const kaskctl = join(root, "dist", "kaskctl.js");
const sample = join(root, "tests", "cli", "render", "fixtures", "sample-hiera.yaml");

const questions: readonly {
  readonly what: string;
  readonly args: readonly string[];
  readonly bound?: number;
}[] = [
  { what: "node -e 0", args: ["-e", "0"] },
  { what: "kaskctl --help", args: [kaskctl, "--help"], bound: 120 },
  { what: "kaskctl lint of the sample", args: [kaskctl, "lint", sample], bound: 200 },
  { what: "kask --version", args: [join(root, "dist", "kask.js"), "--version"] },
];

/** How long the programs take from start to exit, beside a Node that does nothing. */
export const startup: Bench = {
  name: "startup",
  question: "How long does a whole process take, in turn with the others?",
  async run(): Promise<readonly Figure[]> {
    const samples = questions.map((): number[] => []);
    // One round that is not counted fills the compile cache, as a user's second call finds it.
    for (let round = -1; round < rounds; round++) {
      for (const [index, { args }] of questions.entries()) {
        const startedAt = performance.now();
        const { error } = spawnSync(process.execPath, args, { stdio: "ignore" });
        if (error) throw error;
        if (round >= 0) samples[index]?.push(performance.now() - startedAt);
      }
    }
    return questions.map(({ what, bound }, index) => figure(what, samples[index] ?? [], bound));
  },
};
