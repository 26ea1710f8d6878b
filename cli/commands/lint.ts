import { count } from "../base/count.ts";
import type { KaskctlError } from "../base/errors.ts";
import { exitCodes } from "../base/exit-codes.ts";
import type { Target } from "../lint/rule.ts";
import { escapeControl } from "../report/escape-control.ts";
import type { Command, CommandContext } from "./command.ts";
import { filterOptions, fixOptions, refuseLintConflicts, ruleOptions } from "./lint-options.ts";
import { lintOutputs, outputOptions } from "./lint-outputs.ts";
import type { LintRequest } from "./lint-run.ts";
import type { LintInputs } from "./lint-texts.ts";

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
      description: "show what Puppet would finally get of a Horizon text, secrets included",
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
    if (outputs.some(({ file }) => file !== undefined) || options["writeBaseline"] === true) {
      const { refuseLoss } = await import("./lint-refuse-loss.ts");
      await refuseLoss({ paths, options, outputs }, context);
    }
    if (options["watch"] === true) {
      const { watchLint } = await import("./lint-watching.ts");
      return watchLint(paths, options, outputs, context);
    }
    const { inputs, unread, skippedLinks, noData } = await readInputs(paths, options, context);
    // A baseline without them would make all their findings new ones.
    if (unread.length > 0 && options["writeBaseline"] === true) throw await errorOf(unread);
    if (skippedLinks > 0) {
      const links = count(skippedLinks, "link");
      context.world.progress(`${links} skipped, which would lead out of the folder or nowhere.`);
    }
    for (const line of noData) context.world.progress(escapeControl(line));
    const exitCode = await runOn({ paths, inputs, options, outputs }, context);
    return unread.length === 0 ? exitCode : tellUnread(unread, context);
  },
};

async function runOn(request: LintRequest, context: CommandContext): Promise<number> {
  if (request.options["explainPipeline"] === true) {
    const { explainPipelines } = await import("./lint-pipeline.ts");
    return explainPipelines(request, context);
  }
  const { runLintCommand } = await import("./lint-run.ts");
  return runLintCommand(request, context);
}

/**
 * Says at the end what was not linted; with `--json` stdout has its one document already.
 * @throws {KaskctlError} file-unreadable
 */
async function tellUnread(
  unread: readonly KaskctlError[],
  { globals, world }: CommandContext,
): Promise<number> {
  const error = await errorOf(unread);
  if (!globals.json) throw error;
  world.progress(error.message);
  return exitCodes.yourFile.code;
}

async function errorOf(unread: readonly KaskctlError[]): Promise<KaskctlError> {
  const { unreadTexts } = await import("./lint-texts.ts");
  return unreadTexts(unread);
}

async function readInputs(
  paths: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<LintInputs> {
  const target = options["target"] as Target | undefined;
  if (paths.length === 0) {
    const { renderedInputs } = await import("./lint-rendered.ts");
    const inputs = await renderedInputs(target ?? "horizon", context);
    return { inputs, unread: [], skippedLinks: 0, noData: [] };
  }
  const { lintInputs } = await import("./lint-texts.ts");
  return lintInputs(paths, {
    cwd: context.world.cwd,
    target,
    stdinFilename: String(options["stdinFilename"]),
    readStdin: context.terminal.readStdin,
  });
}
