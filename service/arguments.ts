import { type FlagTable, flagLines, parseFlags } from "./parse-flags.ts";
import { type StoreKind, storeKinds } from "./storage/open-store.ts";

/** What the command line asks for. */
export interface KaskArguments {
  /** In the order given; none: the defaults of all settings. */
  readonly configs: readonly string[];
  readonly store: StoreKind | undefined;
  readonly data: string | undefined;
  readonly listen: ListenAddress | undefined;
  /** How many processes answer requests. */
  readonly workers: number;
  readonly failFast: boolean;
  /** In place of `cassandra.delete_consistency`, of every store. */
  readonly deleteConsistency: "EACH_QUORUM" | "LOCAL_QUORUM" | undefined;
  /** In place of `cassandra.create_serial`, of every store. */
  readonly createSerial: "local" | "global" | undefined;
  readonly version: boolean;
  readonly help: boolean;
}

/** Where to listen; an empty address is every address. */
export interface ListenAddress {
  readonly address: string;
  readonly port: number;
}

/** The arguments, or the sentence that says what is wrong with them. */
export type ParsedArguments =
  | { readonly ok: true; readonly arguments: KaskArguments }
  | { readonly ok: false; readonly message: string };

const mostWorkers = 256;
const deleteConsistencies = {
  "each-quorum": "EACH_QUORUM",
  "local-quorum": "LOCAL_QUORUM",
} as const;
const createSerials = { local: "local", global: "global" } as const;

const oneOf = (words: readonly string[]) => ({
  form: words.join(" or "),
  matches: (text: string) => words.includes(text),
});

const flags: FlagTable = {
  config: {
    takes: "FILE",
    help: "configuration file; given again, the stores of each file are served",
    isRepeatable: true,
  },
  store: {
    takes: storeKinds.join("|"),
    help: "storage engine (default: cassandra with --config, embedded without)",
    expected: oneOf(storeKinds),
  },
  data: {
    takes: "DIR",
    help: "folder of the embedded store (default: ~/.local/state/kask)",
    expected: { form: "the name of a folder", matches: (text) => text !== "" },
  },
  listen: {
    takes: "ADDRESS:PORT",
    help: "where to listen, instead of listen_address and listen_port",
    expected: { form: "ADDRESS:PORT", matches: (text) => parseListen(text) !== undefined },
  },
  workers: {
    takes: "N",
    help: "processes that answer requests; more than one per core are of no use (default: 1)",
    expected: {
      form: `a number from 1 to ${mostWorkers}`,
      matches: (text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= mostWorkers,
    },
  },
  "fail-fast": { help: "exit when Cassandra is not there yet, instead of waiting for it" },
  "delete-consistency": {
    takes: Object.keys(deleteConsistencies).join("|"),
    help: "what a DELETE waits for, instead of cassandra.delete_consistency",
    expected: oneOf(Object.keys(deleteConsistencies)),
  },
  "create-serial": {
    takes: Object.keys(createSerials).join("|"),
    help: "how far a conditional create is exclusive, instead of cassandra.create_serial",
    expected: oneOf(Object.keys(createSerials)),
  },
  version: { help: "print the version and exit" },
  help: { help: "print this and exit" },
};

/**
 * Reads words as Go does: everything from the first word that is no flag is passed over. Images of
 * Kask rely on that: their entry point ends in `--config FILE` and a unit may add the whole command
 * again.
 */
export function parseArguments(words: readonly string[]): ParsedArguments {
  const parsed = parseFlags(flags, words);
  if (!parsed.ok) return parsed;
  const { values } = parsed;
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const isOn = (name: string): boolean => last(name) === "true";
  const listen = last("listen");
  return {
    ok: true,
    arguments: {
      configs: values.get("config") ?? [],
      store: storeKinds.find((kind) => kind === last("store")),
      data: last("data"),
      listen: listen === undefined ? undefined : parseListen(listen),
      workers: Number(last("workers") ?? 1),
      failFast: isOn("fail-fast"),
      deleteConsistency: pick(deleteConsistencies, last("delete-consistency")),
      createSerial: pick(createSerials, last("create-serial")),
      version: isOn("version"),
      help: isOn("help"),
    },
  };
}

function pick<T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  return word === undefined ? undefined : table[word];
}

/** `127.0.0.1:8080`, `:8080`, `[::1]:8080`. */
function parseListen(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  return { address: match[1] ?? match[2] ?? "", port };
}

/** What the help says of a command. */
export interface CommandHelp {
  /** As in `kask schema [FLAGS]`. */
  readonly usage: string;
  readonly help: string;
}

/**
 * What `--help` prints.
 * @param graceMs how long running requests may take at the end
 */
export function usage(commands: readonly CommandHelp[], graceMs: number): string {
  const lines = commands.map(({ usage: words, help }) => `  ${words}\n${" ".repeat(32)}${help}`);
  return `kask: a session store that speaks as Wikimedia's Kask does.

Usage: kask [FLAGS]
       kask COMMAND [FLAGS]

Flags:
${flagLines(flags)}

Commands; each is the first word, and has a --help of its own:
${lines.join("\n")}

Flags are read as Go reads them: one dash or two, and words after the first that is no flag are
passed over. Of several configuration files the first decides what concerns the whole process;
one that is not there is passed over where another follows.

Signals: SIGTERM and SIGINT end it as soon as running requests are answered, after ${graceMs / 1000} s at
the latest; a second one ends it at once. SIGHUP reads the certificates again.
Exit codes: 0 stopped when asked to, 1 cannot start, 2 wrong flag.

Example: kask --store embedded --listen 127.0.0.1:8080
`;
}
