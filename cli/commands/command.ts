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
  readonly color: "auto" | "always" | "never";
  readonly yes: boolean;
  readonly input: boolean;
}

/** What a command is handed to run. */
export interface CommandContext {
  readonly world: World;
  readonly globals: GlobalOptions;
  /** Whether stdout may hold colours. */
  readonly color: boolean;
  readonly stdin: () => Promise<string>;
  /** Writes to stdout: the result. */
  readonly print: (text: string) => void;
  /** Asks a yes/no question on the terminal. @throws {KaskctlError} needs-confirmation */
  readonly confirm: (question: string, wanted: string) => Promise<boolean>;
}

/** An option as commander writes it. */
export interface CommandOption {
  /** `-o, --output <file>` */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  /** Whether it may be given several times. */
  readonly repeatable?: boolean;
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
  /** Left out of help and pages: for kaskctl's own use. */
  readonly hidden?: boolean;
  run(
    args: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, unknown>>,
    context: CommandContext,
  ): Promise<number>;
}
