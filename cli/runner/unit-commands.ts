/** One command line of a unit, its quoting, specifiers and variables resolved. */
export interface UnitCommand {
  readonly words: readonly string[];
  /** Whether a failure is ignored: the line began with `-`. */
  readonly mayFail: boolean;
}

/** What systemd runs to start a unit. */
export interface UnitCommands {
  readonly before: readonly UnitCommand[];
  readonly start: UnitCommand | undefined;
}

/**
 * Reads the `ExecStartPre` and `ExecStart` lines of a unit's text as systemd does, in an empty
 * environment. `unit` is the full name, with its suffix.
 * @see systemd/man/systemd.service.xml, COMMAND LINES
 */
export function unitCommands(text: string, unit: string): UnitCommands {
  const lines = text.split("\n");
  const commandsOf = (setting: string) =>
    lines
      .filter((line) => line.startsWith(`${setting}=`))
      .map((line) => commandOf(line.slice(setting.length + 1), unit));
  return { before: commandsOf("ExecStartPre"), start: commandsOf("ExecStart").at(-1) };
}

function commandOf(line: string, unit: string): UnitCommand {
  const prefix = /^[-@:+!]*/.exec(line)?.[0] ?? "";
  const words = splitWords(line.slice(prefix.length))
    .map((word) => resolveSpecifiers(word, unit))
    .flatMap(resolveVariables);
  return { words, mayFail: prefix.includes("-") };
}

// A quoted part, an escape, or a run of anything else; a word is what stands between spaces.
const part =
  /"((?:\\[\s\S]|[^"\\])*)"|'((?:\\[\s\S]|[^'\\])*)'|(\\(?:x[0-9a-fA-F]{2}|[\s\S])|[^\s"'\\])/g;
const word = new RegExp(`(?:${part.source})+`, "g");
const escaped = /\\(x[0-9a-fA-F]{2}|[\s\S])/g;

/** The words of a line: single and double quotes both keep spaces, backslashes escape as in C. */
function splitWords(line: string): readonly string[] {
  return [...line.matchAll(word)].map(([text]) =>
    text.replace(part, (_, double?: string, single?: string, bare?: string) =>
      (double ?? single ?? bare ?? "").replace(escaped, unescaped),
    ),
  );
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["s", " "],
]);

function unescaped(_whole: string, code: string): string {
  if (/^x../.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return escapes.get(code) ?? code;
}

function resolveSpecifiers(word: string, unit: string): string {
  const name = unit.replace(/\.[^.]*$/, "");
  const specifiers: Readonly<Record<string, string>> = { "%": "%", n: unit, N: name, p: name };
  return word.replace(/%(.)/g, (whole, letter: string) => specifiers[letter] ?? whole);
}

/** A word `$X` vanishes and `${X}` leaves nothing, as for a variable that is not set; `$$` is `$`. */
function resolveVariables(word: string): readonly string[] {
  if (/^\$[A-Za-z_][A-Za-z0-9_]*$/.test(word)) return [];
  return [word.replace(/\$\$|\$\{[^}]*\}/g, (found) => (found === "$$" ? "$" : ""))];
}
