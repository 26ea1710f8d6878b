import { Argument, Command as Commander, CommanderError, Option } from "commander";
import { KaskctlError } from "./base/errors.ts";
import { exitCodes } from "./base/exit-codes.ts";
import type { Command, CommandOption, GlobalOptions } from "./commands/command.ts";
import { globalOptions } from "./commands/global-options.ts";
import { groups } from "./commands/groups.ts";
import { commands } from "./commands/index.ts";

/** What the parsed words ask for. */
export interface Request {
  readonly command: Command;
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly globals: GlobalOptions;
}

/**
 * Understands a command line.
 * @returns a request, or the exit code where help or the version was all that was wanted
 * @throws {KaskctlError} wrong-use
 */
export async function parse(
  argv: readonly string[],
  version: string,
  print: (text: string) => void,
): Promise<Request | number> {
  let request: Request | undefined;
  const shown = argv.includes("--json") ? JSON.stringify({ schema_version: 1, version }) : version;
  const program = buildProgram(shown, print, (chosen) => {
    request = chosen;
  });
  try {
    await program.parseAsync(asFlag(argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return fromCommander(error, argv);
  }
  return request ?? exitCodes.wrongUse.code;
}

/** `help lint` is `lint --help`. */
function asFlag([first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return [];
  return first === "help" ? [...rest, "--help"] : [first, ...rest];
}

/** The whole command tree; completion and the reference page read it too. */
export function buildProgram(
  version: string,
  print: (text: string) => void,
  choose: (request: Request) => void,
): Commander {
  const program = new Commander("kaskctl")
    .description(
      "Provision the beta session store: render, lint, plan, push, run the agent, smoke-test.",
    )
    .version(version, "--version", "print the version")
    .helpCommand(false);
  for (const option of globalOptions) program.addOption(toCommander(option));
  const parents = new Map<string, Commander>();
  for (const command of commands) {
    const words = command.name.split(" ");
    const parent = words.length === 1 ? program : groupOf(words[0] ?? "", parents, program);
    addCommand(parent, words.at(-1) ?? "", command, choose);
  }
  for (const each of [program, ...descendants(program)]) {
    each.exitOverride((error) => {
      throw error.code === "commander.help" ? missingWord(each) : error;
    });
    each.configureOutput({ writeOut: print, writeErr: () => {} });
    each.showSuggestionAfterError(true);
    each.configureHelp({ showGlobalOptions: true });
  }
  return program;
}

function groupOf(name: string, parents: Map<string, Commander>, program: Commander): Commander {
  const known = parents.get(name);
  if (known) return known;
  const group = program.command(name).description(groups[name] ?? "");
  group.helpCommand(false);
  parents.set(name, group);
  return group;
}

function addCommand(
  parent: Commander,
  word: string,
  command: Command,
  choose: (request: Request) => void,
): void {
  const sub = parent.command(word);
  sub.summary(command.summary).description(command.description ?? command.summary);
  sub.helpCommand(false);
  for (const { name, description } of command.args ?? []) {
    sub.addArgument(new Argument(name, description));
  }
  for (const option of command.options ?? []) sub.addOption(toCommander(option));
  sub.addHelpText("after", examplesText(command));
  sub.action((...given: unknown[]) => {
    const args = given.slice(0, -2) as Request["args"];
    const all = sub.optsWithGlobals<Record<string, unknown>>();
    choose({ command, args, options: all, globals: toGlobals(all) });
  });
}

function examplesText(command: Command): string {
  if (command.examples.length === 0) return "";
  const lines = command.examples.map(({ line, does }) => `  $ ${line}\n      ${does}`);
  return `\nExamples:\n${lines.join("\n")}`;
}

function toCommander(spec: CommandOption): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.choices) option.choices([...spec.choices]);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.repeatable) {
    const check = option.parseArg as ((value: string, previous: undefined) => string) | undefined;
    option.argParser((value: string, previous: readonly string[] | undefined) => [
      ...(previous ?? []),
      check ? check(value, undefined) : value,
    ]);
  }
  if (spec.counted) option.default(0).argParser((_: string, count: number) => count + 1);
  return option;
}

function toGlobals(all: Readonly<Record<string, unknown>>): GlobalOptions {
  return {
    site: all["site"] as string | undefined,
    context: all["context"] as string | undefined,
    json: all["json"] === true,
    quiet: all["quiet"] === true,
    verbosity: all["verbose"] as number,
    debugFile: all["debugFile"] as string | undefined,
    color: all["color"] as GlobalOptions["color"],
    yes: all["yes"] === true,
    input: all["input"] !== false,
  };
}

function descendants(command: Commander): readonly Commander[] {
  return command.commands.flatMap((sub) => [sub, ...descendants(sub)]);
}

/** `kaskctl` or `kaskctl agent` alone. */
function missingWord(command: Commander): KaskctlError {
  const line = command.parent ? `kaskctl ${command.name()}` : "kaskctl";
  const words = command.commands.map((sub) => sub.name()).join(", ");
  return new KaskctlError("wrong-use", `${line} takes one word more.`, {
    hint: `One of: ${words}. ${line} --help says what each is for.`,
  });
}

/** Help and version are done; everything else that commander refuses is wrong use. */
function fromCommander(error: CommanderError, argv: readonly string[]): number {
  if (error.exitCode === 0) return exitCodes.done.code;
  const message = withoutUselessAdvice(error.message.replace(/^error: /, "")).split("\n");
  throw new KaskctlError("wrong-use", `${capitalise((message[0] ?? "").replace(/\.$/, ""))}.`, {
    hint: [
      ...message.slice(1).map((line) => line.replace(/^\(|\)$/g, "")),
      `kaskctl ${helpWords(argv)}--help lists the words.`,
    ].join(" "),
    cause: error,
  });
}

/** Who types `--no-fix` does not mean the opposite. */
function withoutUselessAdvice(message: string): string {
  const [, name] = /^unknown option '--no-([\w-]+)'/.exec(message) ?? [];
  if (name === undefined) return message;
  return message.replace(`(Did you mean --${name}?)`, `It is off unless --${name} is said.`);
}

/** The command or the group that was meant, as far as the words are one; with a space behind it. */
function helpWords(argv: readonly string[]): string {
  const typed = argv.filter((word) => !word.startsWith("-")).join(" ");
  const names = [...commands.map(({ name }) => name), ...Object.keys(groups)];
  const meant = names.find((name) => `${typed} `.startsWith(`${name} `));
  return meant ? `${meant} ` : "";
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
