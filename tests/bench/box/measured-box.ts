import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { runKaskctl } from "../../support/programs.ts";

/** How long the unit is watched after a deploy, at least. */
export const windowSeconds = 25;

/** What a deploy took, in seconds. */
export interface DeployTimes {
  /** From the start of the command to its end. */
  readonly all: number;
  /** Of each step, by its name in the report. */
  readonly steps: Readonly<Record<string, number>>;
}

/** One box, of which every command is the built kaskctl, timed from its start to its end. */
export interface MeasuredBox {
  readonly dir: string;
  /** Gives seconds, as `down` does. */
  up(): Promise<number>;
  deploy(): Promise<DeployTimes>;
  /** Changes one parameter of the session store in the site file. */
  set(name: string, value: unknown): Promise<void>;
  down(): Promise<number>;
}

/** Where a box is made, and of what. */
export interface BoxPlan {
  readonly dir: string;
  /** In place of `~/.cache` and of `~/.local/state`. */
  readonly cacheHome: string;
  readonly stateHome: string;
  readonly cassandraJars: string;
}

/** A box with one instance, which is not up yet. */
export function measuredBox({ dir, cacheHome, stateHome, cassandraJars }: BoxPlan): MeasuredBox {
  const env = {
    XDG_CACHE_HOME: cacheHome,
    XDG_STATE_HOME: stateHome,
    KASKCTL_CASSANDRA_JARS: cassandraJars,
  };
  const siteFile = join(dir, "kaskctl.yaml");
  const sandbox = async (...words: readonly string[]) =>
    (await timed(["sandbox", ...words, "--dir", dir], env)).seconds;
  return {
    dir,
    up: () => sandbox("up", "--engine", "box"),
    down: () => sandbox("down"),
    async deploy() {
      const words = ["deploy", "sessionstore", "--yes", "--json", "--quiet"];
      const window = ["--window", String(windowSeconds)];
      const { stdout, seconds } = await timed(["--site", siteFile, ...words, ...window], env);
      return { all: seconds, steps: stepTimes(stdout) };
    },
    async set(name, value) {
      const site = load(await readFile(siteFile, "utf8")) as SiteFile;
      const { sessionstore } = site.services;
      if (sessionstore === undefined) throw new Error(`${siteFile} has no service sessionstore`);
      sessionstore.values[name] = value;
      await writeFile(siteFile, dump(site));
    },
  };
}

interface SiteFile {
  readonly services: Readonly<Record<string, { readonly values: Record<string, unknown> }>>;
}

function stepTimes(report: string): Readonly<Record<string, number>> {
  const { steps }: { readonly steps: readonly { name: string; seconds: number }[] } =
    JSON.parse(report);
  return Object.fromEntries(steps.map(({ name, seconds }) => [name, seconds]));
}

/** Runs the built kaskctl; one that fails ends the measurement with what it said. */
async function timed(words: readonly string[], env: Readonly<Record<string, string>>) {
  const startMs = performance.now();
  const { exitCode, stdout, stderr } = await runKaskctl(words, { env });
  const seconds = (performance.now() - startMs) / 1000;
  if (exitCode === 0) return { stdout, seconds };
  throw new Error(`kaskctl ${words.join(" ")} ended with ${exitCode}:\n${stderr}${stdout}`);
}
