/** What completion needs to know of a command. */
export interface CompletedCommand {
  /** `lint`, or `sandbox up`. */
  readonly name: string;
  readonly summary: string;
  readonly options?: readonly CompletedOption[];
}

/** What completion needs to know of an option. */
export interface CompletedOption {
  /** `-o, --output <file>` */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

/** A completion script for a shell, made from the table of commands. */
export function completionScript(
  shell: "bash" | "zsh" | "fish",
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): string {
  if (shell === "fish") return fishScript(commands, globals);
  const bash = bashScript(commands, globals);
  return shell === "bash"
    ? bash
    : `#compdef kaskctl\nautoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

/** The longest known command among the words decides what may follow. */
function bashScript(
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): string {
  const everywhere = globals.map(longFlag);
  const cases = [...wordsByPath(commands)].map(([path, words]) => {
    const all = [...words, ...everywhere, "--help"].join(" ");
    return `      "${path}") words="${all}" ;;`;
  });
  const choices = [
    ...commands.flatMap(({ name, options = [] }) => choiceCases(`"${name} `, options)),
    ...choiceCases('*" ', globals),
  ];
  return `_kaskctl() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    case "$path" in
${cases.join("\n")}
    esac
    case " $words " in
      *" $word "*) case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac ;;
    esac
  done
  case "$path \${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _kaskctl kaskctl
`;
}

/** After an option with choices only they follow. */
function choiceCases(before: string, options: readonly CompletedOption[]): readonly string[] {
  return options.flatMap(({ flags, choices }) => {
    if (choices === undefined) return [];
    const patterns = (flags.match(/--?[\w-]+/g) ?? []).map((flag) => `${before}${flag}"`);
    return [`    ${patterns.join("|")}) words="${choices.join(" ")}" ;;`];
  });
}

function fishScript(
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): string {
  const lines = ["complete -c kaskctl -n __fish_use_subcommand -f"];
  const groups = new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""));
  for (const group of groups) {
    lines.push(`complete -c kaskctl -n __fish_use_subcommand -a ${group}`);
  }
  for (const { name, summary, options } of commands) {
    const [group = "", sub] = name.split(" ");
    const afterGroup = `__fish_seen_subcommand_from ${group}`;
    const after = sub ? `${afterGroup}; and __fish_seen_subcommand_from ${sub}` : afterGroup;
    if (sub) {
      lines.push(`complete -c kaskctl -n "${afterGroup}" -f -a ${sub} -d ${fishQuoted(summary)}`);
    }
    for (const option of options ?? []) lines.push(fishOption(option, after));
  }
  for (const option of globals) lines.push(fishOption(option));
  return `${lines.join("\n")}\n`;
}

function fishOption(option: CompletedOption, condition?: string): string {
  const when = condition ? ` -n "${condition}"` : "";
  const choices = option.choices ? ` -x -a ${fishQuoted(option.choices.join(" "))}` : "";
  return `complete -c kaskctl${when} -l ${longFlag(option).slice(2)}${choices} -d ${fishQuoted(option.description)}`;
}

function fishQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

/** What may follow each run of words: the commands of a group, the options of a command. */
function wordsByPath(
  commands: readonly CompletedCommand[],
): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>([["", []]]);
  const wordsOf = (path: string): string[] => {
    const words = paths.get(path) ?? [];
    paths.set(path, words);
    return words;
  };
  for (const { name, options } of commands) {
    const [group = "", sub] = name.split(" ");
    if (!wordsOf("").includes(group)) wordsOf("").push(group);
    if (sub) wordsOf(group).push(sub);
    wordsOf(name).push(...(options ?? []).map(longFlag));
  }
  return paths;
}

function longFlag({ flags }: CompletedOption): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
