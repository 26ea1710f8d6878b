import { resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { writeOutputFile } from "../base/files.ts";
import type { Finding, Severity, Target } from "../lint/rule.ts";
import type { Command, CommandContext } from "./command.ts";
import type { LintInput } from "./lint-inputs.ts";
import { failOnOption, ruleOption, severitiesOf } from "./lint-options.ts";
import { openSite, printJson } from "./wiring.ts";

export const lintCommand: Command = {
  name: "lint",
  summary: "find what the ENC, Puppet, Docker or Kask would stumble over",
  description:
    "Lints files, every .yaml file of a folder, stdin (-), or without a path the rendered text of every service of the site. Exit code 1 where a finding is at or above --fail-on.",
  args: [{ name: "[path...]", description: "files or folders; - is stdin" }],
  options: [
    {
      flags: "--target <target>",
      description: "who reads the text (default: tree in a hieradata tree, else horizon)",
      choices: ["horizon", "tree"],
    },
    {
      flags: "-f, --format <format>",
      description: "how to say it",
      choices: ["text", "compact", "json"],
    },
    { flags: "-o, --output <file>", description: "write it to a file instead of stdout" },
    failOnOption,
    ruleOption,
    {
      flags: "--stdin-filename <name>",
      description: "what - is called in findings",
      default: "<stdin>",
    },
  ],
  examples: [
    { line: "kaskctl lint", does: "lints what every service of the site would push" },
    {
      line: "kaskctl lint horizon.yaml --fail-on warning",
      does: "lints a file; warnings fail too",
    },
    { line: "kaskctl lint horizon.yaml -f compact", does: "prints one line per finding" },
  ],

  async run([paths], options, context) {
    const inputs = await readInputs(paths as readonly string[], options, context);
    const { lintText } = await import("../lint/lint.ts");
    const { rules } = await import("../lint/rules/index.ts");
    const { failing } = await import("../lint/summarise.ts");
    const severities = severitiesOf(options["rule"], rules);
    const findings = inputs.flatMap((input) => lintText({ ...input, rules, severities }));
    const text = await formatFindings(findings, inputs, options, context);
    const { output } = options;
    if (typeof output === "string" && output !== "-") {
      const file = resolve(context.world.cwd, output);
      await writeOutputFile(file, text, 0o644);
      if (context.globals.json) printJson(context, { file });
    } else context.terminal.print(text);
    return failing(findings, options["failOn"] as Severity).length > 0 ? 1 : 0;
  },
};

async function readInputs(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<readonly LintInput[]> {
  const target = options["target"] as Target | undefined;
  if (paths.length === 0) return renderedTexts(target ?? "horizon", context);
  const { lintInputs } = await import("./lint-inputs.ts");
  return lintInputs(paths, {
    cwd: context.world.cwd,
    target,
    stdinFilename: String(options["stdinFilename"]),
    readStdin: context.terminal.readStdin,
  });
}

async function renderedTexts(
  target: Target,
  context: CommandContext,
): Promise<readonly LintInput[]> {
  const site = await openSite(context);
  const { renderOfSite } = await import("../deploy/render-of-site.ts");
  const services = [...site.services.values()];
  if (services.length === 0) {
    throw new KaskctlError("wrong-use", `${site.file} has no service whose text could be linted.`, {
      hint: "Name a file or a folder, or add a service.",
    });
  }
  return Promise.all(
    services.map(async (service) => {
      const { templatesFolder } = context.installation;
      // As it would be pushed: a text with a resolved secret is refused, and so never shown.
      const { text } = await renderOfSite({
        service,
        templatesFolder,
        world: context.world,
        publish: [],
      });
      return { file: `${service.name} (rendered)`, text, target };
    }),
  );
}

async function formatFindings(
  findings: readonly Finding[],
  inputs: readonly LintInput[],
  options: Readonly<Record<string, unknown>>,
  { globals, terminal }: CommandContext,
): Promise<string> {
  const { summarise } = await import("../lint/summarise.ts");
  const summary = summarise(findings, inputs.length);
  const format = options["format"] ?? (globals.json ? "json" : "text");
  if (format === "json") {
    const { lintJson } = await import("../report/lint-json.ts");
    return `${JSON.stringify(lintJson(findings, summary), undefined, 2)}\n`;
  }
  const { formatLintCompact, formatLintText } = await import("../report/lint-text.ts");
  if (format === "compact") return formatLintCompact(findings);
  const sources = new Map(inputs.map(({ file, text }) => [file, text]));
  const { color, columns: width } = terminal;
  return formatLintText(findings, summary, sources, { color, width });
}
