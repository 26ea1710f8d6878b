import type { Target } from "../lint/rule.ts";
import type { Command, CommandContext } from "./command.ts";
import type { LintInput } from "./lint-inputs.ts";
import { filterOptions, fixOptions, refuseLintConflicts, ruleOptions } from "./lint-options.ts";
import { lintOutputs, outputOptions } from "./lint-outputs.ts";

type Options = Readonly<Record<string, unknown>>;

export const lintCommand: Command = {
  name: "lint",
  summary: "find what the ENC, Puppet, Docker or Kask would stumble over",
  description:
    "Lints files, every YAML file of a folder, stdin (-), or without a path the rendered text of every service of the site. Exit code 1 where a finding is at or above --fail-on.",
  args: [{ name: "[path...]", description: "files or folders; - is stdin" }],
  options: [
    {
      flags: "--target <target>",
      description: "who reads the text (default: tree in a hieradata tree, else horizon)",
      choices: ["horizon", "tree"],
    },
    ...outputOptions,
    ...ruleOptions,
    ...fixOptions,
    ...filterOptions,
    {
      flags: "--cache",
      description: "keep what was found, and use it again (default for a folder)",
    },
    { flags: "--no-cache", description: "look at every text anew" },
    { flags: "--watch", description: "lint again at every save, until Ctrl-C" },
    {
      flags: "--explain-pipeline",
      description: "show what Puppet would finally get of a Horizon text",
    },
    {
      flags: "--stdin-filename <name>",
      description: "what - is called in findings",
      default: "<stdin>",
    },
  ],
  examples: [
    { line: "kaskctl lint", does: "lints what every service of the site would push" },
    {
      line: "kaskctl lint horizon.yaml --fail-on error",
      does: "lints a file; only errors fail",
    },
    { line: "kaskctl lint horizon.yaml -f compact", does: "prints one line per finding" },
    {
      line: "kaskctl lint horizon.yaml -f text -o - -f sarif -o lint.sarif",
      does: "prints the findings, and writes them for GitHub",
    },
    { line: "kaskctl lint horizon.yaml --diff", does: "shows what --fix would write" },
    {
      line: "kaskctl lint horizon.yaml --explain-pipeline",
      does: "shows what Puppet would finally get",
    },
  ],

  async run([words], options, context) {
    const paths = words as readonly string[];
    refuseLintConflicts(paths, { ...options, json: context.globals.json });
    const outputs = lintOutputs(options, context.globals.json);
    if (options["watch"] === true) {
      const { watchLint } = await import("./lint-watching.ts");
      return watchLint(paths, options, outputs, context);
    }
    const inputs = await readInputs(paths, options, context);
    if (options["explainPipeline"] === true) {
      const { explainPipelines } = await import("./lint-pipeline.ts");
      return explainPipelines(inputs, context);
    }
    const { runLintCommand } = await import("./lint-run.ts");
    return runLintCommand({ paths, inputs, options, outputs }, context);
  },
};

async function readInputs(
  paths: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<readonly LintInput[]> {
  const target = options["target"] as Target | undefined;
  if (paths.length === 0) {
    const { renderedInputs } = await import("./lint-rendered.ts");
    return renderedInputs(target ?? "horizon", context);
  }
  const { lintInputs } = await import("./lint-inputs.ts");
  return lintInputs(paths, {
    cwd: context.world.cwd,
    target: options["explainPipeline"] === true ? "horizon" : target,
    stdinFilename: String(options["stdinFilename"]),
    readStdin: context.terminal.readStdin,
  });
}
