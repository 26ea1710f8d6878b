import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules } from "../../cli/lint/rules/index.ts";
import { root } from "../../scripts/support/root.ts";
import { type Bench, type Figure, figure } from "./bench.ts";
import { copyHieradata, lintTexts, writeTree } from "./lint-inputs.ts";
import { measure } from "./usage.ts";

const kaskctl = [process.execPath, join(root, "dist", "kaskctl.js")];
const sample = join(root, "tests", "cli", "lint", "sample-hiera.yaml");
const withoutPuppet = rules
  .filter(({ id }) => id.startsWith("puppet/"))
  .flatMap(({ id }) => ["--rule", `${id}=off`]);

/** A whole process, and what it may take on a quiet machine. */
interface Row {
  readonly what: string;
  readonly words: readonly string[];
  readonly cpuMs?: number;
  readonly peakMib?: number;
  readonly rounds: number;
  /** Whether each run finds no cache. */
  readonly isCold?: boolean;
}

interface SkippedRow {
  readonly what: string;
  readonly skipped: string;
}

/** How much whole processes take, beside yamllint on the same tree in the same run. */
export const lint: Bench = {
  name: "lint",
  question: "What does a whole process take, in turn with the others?",
  async run(): Promise<readonly Figure[]> {
    const folder = mkdtempSync(join(tmpdir(), "kaskctl-bench-"));
    try {
      const all = [...ownRows(folder), ...corpusRows(folder)];
      const rows = all.filter((row) => "words" in row);
      const skipped = all.filter((row) => "skipped" in row);
      return [...figuresOf(rows, folder), ...skipped.map(skippedFigure)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function ownRows(folder: string): readonly Row[] {
  const tree = writeTree(join(folder, "large"), 15_000);
  const texts = Object.entries(lintTexts).map(([what, write]) => {
    const file = write(join(folder, what.replaceAll(/\W/g, "-")));
    return {
      what,
      words: [...kaskctl, "lint", file, "--target", "tree", "-f", "compact"],
      rounds: 1,
    };
  });
  return [
    { what: "node -e 0", words: [process.execPath, "-e", "0"], rounds: 7 },
    {
      what: "one Horizon text",
      words: [...kaskctl, "lint", sample],
      cpuMs: 150,
      peakMib: 70,
      rounds: 7,
    },
    { what: "15,000 files", words: [...kaskctl, "lint", tree, "--no-cache"], rounds: 1 },
    ...texts,
  ];
}

function corpusRows(folder: string): readonly (Row | SkippedRow)[] {
  const corpus = process.env["KASKCTL_CORPUS"];
  if (!corpus || !existsSync(join(corpus, "hieradata"))) {
    return [{ what: "the corpus", skipped: "KASKCTL_CORPUS does not name it" }];
  }
  const data = copyHieradata(corpus, join(folder, "corpus"));
  const whole = [...kaskctl, "lint", join(corpus, "hieradata")];
  const built = join(folder, "signatures.json");
  return [
    {
      what: "corpus, all rules but puppet/*",
      words: [...kaskctl, "lint", data, "--no-cache", ...withoutPuppet],
      cpuMs: 600,
      peakMib: 110,
      rounds: 5,
    },
    {
      what: "corpus, all rules, signatures cold",
      words: whole,
      cpuMs: 1000,
      peakMib: 120,
      rounds: 5,
      isCold: true,
    },
    { what: "corpus, all rules, cached", words: whole, cpuMs: 350, peakMib: 120, rounds: 5 },
    {
      what: "signatures build",
      words: [...kaskctl, "signatures", "build", corpus, "-o", built],
      cpuMs: 600,
      rounds: 5,
    },
    yamllintRow(data),
  ];
}

function yamllintRow(data: string): Row | SkippedRow {
  const what = "yamllint, its default rules";
  if (spawnSync("yamllint", ["--version"], { stdio: "ignore" }).status !== 0) {
    return { what, skipped: "there is no yamllint here" };
  }
  const words = ["yamllint", "-f", "parsable", "-d", "{extends: default}", data];
  return { what, words, rounds: 1 };
}

/** The programs take turns, so that a busy moment hits all of them. */
function figuresOf(rows: readonly Row[], folder: string): readonly Figure[] {
  const samples = rows.map(() => ({ cpuMs: [] as number[], peakMib: [] as number[] }));
  const cache = join(folder, "cache");
  const rounds = Math.max(...rows.map((row) => row.rounds));
  for (let round = 0; round < rounds; round++) {
    for (const [index, row] of rows.entries()) {
      if (round >= row.rounds) continue;
      if (row.isCold) rmSync(cache, { recursive: true, force: true });
      const { cpuMs, peakMib } = measure(row.words, { XDG_CACHE_HOME: cache });
      samples[index]?.cpuMs.push(cpuMs);
      samples[index]?.peakMib.push(peakMib);
    }
  }
  return rows.flatMap(({ what, cpuMs, peakMib }, index) => [
    figure(what, samples[index]?.cpuMs ?? [], cpuMs, "CPU-ms"),
    figure("", samples[index]?.peakMib ?? [], peakMib, "MiB"),
  ]);
}

function skippedFigure({ what, skipped }: SkippedRow): Figure {
  return { what, median: 0, min: 0, max: 0, unit: "CPU-ms", skipped };
}
