import { type CheckedFile, checkFile, noteLine } from "./check-file.ts";
import { type FlagTable, flagLines, parseFlags } from "./parse-flags.ts";

const flags: FlagTable = {
  json: { help: "print JSON" },
  help: { help: "print this and exit" },
};

/** What the command says of itself. */
export const checkConfigHelp = {
  usage: "check-config [--json] FILE...",
  help: "say all that is wrong with configuration files",
} as const;

/** What a command leaves behind. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** `kask check-config`: tells everything at once, and nothing of it to a server. */
export function checkConfig(words: readonly string[]): CommandResult {
  // None of the flags takes a value, so that they may stand behind the files, too.
  const isFlag = (word: string): boolean => word.startsWith("-");
  const parsed = parseFlags(flags, words.filter(isFlag));
  if (!parsed.ok) return misused(parsed.message);
  const { values } = parsed;
  const names = words.filter((word) => !isFlag(word));
  if (values.get("help")?.at(-1) === "true") return { stdout: usage(), stderr: "", exitCode: 0 };
  if (names.length === 0) return misused("there is no FILE to check");
  const files = names.map(checkFile);
  const isJson = values.get("json")?.at(-1) === "true";
  return {
    stdout: isJson ? jsonOf(files) : textOf(files),
    stderr: "",
    exitCode: files.some(({ config }) => config === undefined) ? 1 : 0,
  };
}

function misused(message: string): CommandResult {
  const stderr = `kask: ${message}. Try kask check-config --help.\n`;
  return { stdout: "", stderr, exitCode: 2 };
}

const severities = { mistake: "error", unknown: "warning", repeated: "warning" } as const;

function textOf(files: readonly CheckedFile[]): string {
  return files
    .map((checked) => {
      const { file, notes, config } = checked;
      const lines = notes.map((note) => `${severities[note.kind]}: ${noteLine(file, note)}\n`);
      const stores = config?.stores.map(({ base_uri }) => base_uri).join(", ");
      const verdict =
        config === undefined ? "Kask does not start with it" : `Kask serves ${stores}`;
      return `${lines.join("")}${file}: ${verdict}\n`;
    })
    .join("");
}

function jsonOf(files: readonly CheckedFile[]): string {
  const told = files.map(({ file, config, notes }) => ({
    file,
    starts: config !== undefined,
    notes: notes.map(({ kind, setting, message, position }) => ({
      severity: severities[kind],
      setting,
      message,
      ...position,
    })),
  }));
  return `${JSON.stringify({ schema_version: 1, files: told }, null, 2)}\n`;
}

function usage(): string {
  return `Usage: kask ${checkConfigHelp.usage}

Says all that is wrong with configuration files, with line and column. The files that they name are
not opened, and nothing is asked over the network.

${flagLines(flags)}

Exit codes: 0 Kask starts with each of them, 1 it does not, 2 wrong flag.

Example: kask check-config /etc/kask/config.yaml
`;
}
