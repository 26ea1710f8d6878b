/**
 * Commands: one file per command, its words, options and examples, and ten lines of wiring.
 *
 * Takes  parsed words and the world.
 * Gives  an exit code; text and JSON on stdout, progress on stderr.
 * Never  does the work of a room, or loads one before it is asked to run.
 */
import type { World } from "../base/world.ts";

/** Options that every command has. */
export interface GlobalOptions {
  readonly site: string | undefined;
  readonly context: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** 0, 1 (`-v`) or 2 (`-vv`). */
  readonly verbosity: number;
  readonly debugFile: string | undefined;
  readonly color: "auto" | "always" | "never";
  readonly yes: boolean;
  readonly input: boolean;
}

/** Where the result goes, and who can be asked. */
export interface Terminal {
  /** Whether stdout may hold colours. */
  readonly color: boolean;
  /** Columns of stdout; 80 where it is no terminal. */
  readonly columns: number;
  /** Whether questions can be asked: stdin is a terminal and `--no-input` was not given. */
  readonly interactive: boolean;
  /** Writes to stdout: the result. */
  readonly print: (text: string) => void;
  /**
   * Shows on stderr, in place of the last, how far something is; an empty line takes it away. Absent
   * where stderr is no terminal, and with `-q`.
   */
  readonly status?: (line: string) => void;
  /** All of stdin, as text. */
  readonly readStdin: () => Promise<string>;
  /** One line typed in answer to a question. */
  readonly ask: (question: string) => Promise<string>;
}

/** Absolute paths of what belongs to this installation. */
export interface Installation {
  readonly version: string;
  readonly templatesFolder: string;
  readonly puppetFolder: string;
  readonly node: string;
  readonly kaskctl: string;
  readonly kask: string;
}

/** What a command is handed to run. */
export interface CommandContext {
  readonly world: World;
  readonly globals: GlobalOptions;
  /** The terminal of the person who typed, or the pipes in its place. */
  readonly terminal: Terminal;
  /** Every command: completion is made from them. */
  readonly commands: readonly Command[];
  /** Where templates and programs lie beside kaskctl. */
  readonly installation: Installation;
  /** Lets a signal end the process from now on: before long work without a pause, with nothing to undo. */
  readonly endAtOnce: () => void;
}

/** An option as commander writes it. */
export interface CommandOption {
  /** `-o, --output <file>` */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  /** Whether it may be given several times, each time with a value of its own. */
  readonly repeatable?: boolean;
  /** Whether its value is how often it was given. */
  readonly counted?: boolean;
}

/** A command: a plain annotated object; help, completion, the reference page and its tests grow from it. */
export interface Command {
  /** `lint`, or `sandbox up`. */
  readonly name: string;
  readonly summary: string;
  /** More than the summary, where it needs more. */
  readonly description?: string;
  /** `<name>`, `[name]` or `[name...]` with a description each. */
  readonly args?: readonly { readonly name: string; readonly description: string }[];
  readonly options?: readonly CommandOption[];
  /** Command lines that `--help` and the reference page show and a test runs. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  run(
    args: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, unknown>>,
    context: CommandContext,
  ): Promise<number>;
}
