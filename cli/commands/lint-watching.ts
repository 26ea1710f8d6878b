import type { World } from "../base/world.ts";
import { LintCacheFile } from "../lint/engine/lint-cache.ts";
import type { Target } from "../lint/rule.ts";
import { escapeControl } from "../report/escape-control.ts";
import type { CommandContext } from "./command.ts";
import { formatLint, type LintOutput, writeLintOutputs } from "./lint-outputs.ts";
import { lintReport, lintSetup, lintWith } from "./lint-setup.ts";
import { watchTexts } from "./lint-watch.ts";

/**
 * Lints at once and after every save, until it is interrupted; says something only where the report
 * is another one.
 * @throws the interruption; {KaskctlError} what reading the texts throws
 */
export async function watchLint(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  outputs: readonly LintOutput[],
  context: CommandContext,
): Promise<never> {
  const { terminal } = context;
  const world = onceWorld(context.world);
  const setup = await lintSetup(paths, options, context);
  const target = options["target"] as Target | undefined;
  let cached: Buffer | undefined;
  let said: string | undefined;
  return watchTexts({
    paths,
    target,
    cwd: world.cwd,
    signal: world.signal,
    onMissing: (reason) => context.world.progress(escapeControl(reason)),
    onTexts: async (read) => {
      const texts = read.map(setup.place);
      const cache = new LintCacheFile(cached, "watch");
      const once = { ...context, world };
      const found = lintWith(texts, setup, once, { cache });
      cached = cache.encode() ?? cached;
      const report = lintReport(setup.refine(found, texts), texts, setup, once);
      const words = await formatLint(report, "json", terminal);
      if (words === said) return;
      said = words;
      await writeLintOutputs(report, outputs, context);
      world.progress("Watching for saves; Ctrl-C ends it.");
    },
  });
}

/** What does not change from save to save is told once. */
function onceWorld(world: World): World {
  const told = new Set<string>();
  return {
    ...world,
    progress: (line) => {
      if (!told.has(line)) world.progress(line);
      told.add(line);
    },
  };
}
