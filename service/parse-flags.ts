import { nearestName } from "./nearest-name.ts";

/** A flag of the command line. */
export interface Flag {
  /** What stands for its value in the help; absent: it is on or off. */
  readonly takes?: string;
  readonly help: string;
  /** Whether it may be given several times; otherwise the last one counts. */
  readonly isRepeatable?: true;
  /** What its value must be, where not any text will do. */
  readonly expected?: { readonly form: string; readonly matches: (text: string) => boolean };
}

/** The flags by name. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The values of each flag that was given, and the words from the first that is no flag; or what is wrong. */
export type ParsedFlags =
  | {
      readonly ok: true;
      readonly values: ReadonlyMap<string, readonly string[]>;
      readonly rest: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/**
 * Reads words as Go's flag package does: one dash or two, `-flag value` or `-flag=value`, up to the
 * first word that is no flag.
 * @see go/flag, FlagSet.Parse
 */
export function parseFlags(flags: FlagTable, words: readonly string[]): ParsedFlags {
  const values = new Map<string, readonly string[]>();
  let rest = words;
  while (isFlag(rest[0])) {
    const step = readFlag(flags, rest[0], rest[1]);
    if ("message" in step) return { ok: false, message: step.message };
    const { name, value } = step;
    const before = flags[name]?.isRepeatable ? (values.get(name) ?? []) : [];
    values.set(name, [...before, value]);
    rest = rest.slice(step.words);
  }
  return { ok: true, values, rest: rest[0] === "--" ? rest.slice(1) : rest };
}

function isFlag(word: string | undefined): word is string {
  return word !== undefined && /^-./.test(word) && word !== "--";
}

type FlagStep =
  | { readonly name: string; readonly value: string; readonly words: number }
  | { readonly message: string };

function readFlag(flags: FlagTable, word: string, next: string | undefined): FlagStep {
  const [head = "", ...tail] = word.split("=");
  const name = head.replace(/^--?/, "");
  if (name === "" || name.startsWith("-")) return { message: `bad flag syntax: ${word}` };
  const known = name === "h" ? "help" : name;
  const flag = Object.hasOwn(flags, known) ? flags[known] : undefined;
  if (flag === undefined) return { message: undefinedFlag(flags, name) };
  const text = textOf(flag, tail, next);
  if (text === undefined) return { message: `flag needs an argument: -${name}` };
  const message = complaint(known, flag, text);
  if (message !== undefined) return { message };
  return { name: known, value: text, words: tail.length > 0 || flag.takes === undefined ? 1 : 2 };
}

function undefinedFlag(flags: FlagTable, name: string): string {
  const nearest = nearestName(name, Object.keys(flags));
  const hint = nearest === undefined ? "" : ` (did you mean --${nearest}?)`;
  return `flag provided but not defined: -${name}${hint}`;
}

function textOf(flag: Flag, tail: readonly string[], next: string | undefined): string | undefined {
  if (tail.length > 0) return tail.join("=");
  return flag.takes === undefined ? "true" : next;
}

function complaint(name: string, { takes, expected }: Flag, text: string): string | undefined {
  if (takes === undefined && !/^(?:true|false)$/.test(text)) {
    return `invalid boolean value ${JSON.stringify(text)} for -${name}`;
  }
  if (expected === undefined || expected.matches(text)) return undefined;
  return `-${name} must be ${expected.form}, not ${JSON.stringify(text)}`;
}

/** The lines of a help, one for each flag. */
export function flagLines(flags: FlagTable): string {
  return Object.entries(flags)
    .map(([name, { takes, help }]) => {
      const words = takes === undefined ? `--${name}` : `--${name} ${takes}`;
      return words.length < 28
        ? `  ${words.padEnd(30)}${help}`
        : `  ${words}\n${" ".repeat(32)}${help}`;
    })
    .join("\n");
}
