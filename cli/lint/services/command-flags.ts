/** A flag with the path of a config file, as a service's words give it. */
export interface ConfigFlag {
  readonly path: string;
  /** Whether a word that is no flag stands before it: Go's programs read no flag behind one. */
  readonly isBehindWord: boolean;
}

const configFlag = /^--?(?:config|c)(?:=(.*))?$/u;

/** A word as systemd parts words: quotes hold blanks together, and are gone afterwards. */
const word = /(?:[^\s"']|"[^"]*"|'[^']*')+|["']/gu;

/** The last config file that the words of a command name with `--config` or `-c`. */
export function configFlagIn(command: string): ConfigFlag | undefined {
  const words = (command.match(word) ?? []).map((each) => each.replaceAll(/["']/gu, ""));
  let found: ConfigFlag | undefined;
  let isBehindWord = false;
  for (let place = 0; place < words.length; place++) {
    const match = configFlag.exec(words[place] ?? "");
    if (match === null) {
      isBehindWord ||= !words[place]?.startsWith("-");
      continue;
    }
    const path = match[1] ?? words[++place] ?? "";
    if (path !== "") found = { path, isBehindWord };
  }
  return found;
}
