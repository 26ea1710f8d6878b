import { type StoreKind, storeKinds } from "./storage/open-store.ts";

/** What the command line asks for. */
export interface KaskArguments {
  readonly config: string | undefined;
  readonly store: StoreKind | undefined;
  readonly data: string | undefined;
  readonly listen: ListenAddress | undefined;
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

interface Flag {
  readonly takes: string | undefined;
  readonly help: string;
}

const flags: Readonly<Record<string, Flag>> = {
  config: { takes: "FILE", help: "Kask's configuration file" },
  store: {
    takes: storeKinds.join("|"),
    help: "storage engine (default: cassandra with --config, embedded without)",
  },
  data: { takes: "DIR", help: "folder of the embedded store (default: ~/.local/state/kask)" },
  listen: {
    takes: "ADDRESS:PORT",
    help: "where to listen, instead of listen_address and listen_port",
  },
  version: { takes: undefined, help: "print the version and exit" },
  help: { takes: undefined, help: "print this and exit" },
};

/**
 * Reads words as Go's flag package does: one dash or two, `-flag value` or `-flag=value`, the last
 * one wins, and everything from the first word that is no flag is passed over. Images of Kask rely
 * on that: their entry point ends in `--config FILE` and a unit may add the whole command again.
 * @see go/flag, FlagSet.Parse
 */
export function parseArguments(words: readonly string[]): ParsedArguments {
  const values = new Map<string, string>();
  let rest = words;
  while (isFlag(rest[0])) {
    const step = readFlag(rest[0], rest[1]);
    if ("message" in step) return { ok: false, message: step.message };
    values.set(step.name, step.value);
    rest = rest.slice(step.words);
  }
  return understand(values);
}

function isFlag(word: string | undefined): word is string {
  return word !== undefined && /^-./.test(word) && word !== "--";
}

type FlagStep =
  | { readonly name: string; readonly value: string; readonly words: number }
  | { readonly message: string };

function readFlag(word: string, next: string | undefined): FlagStep {
  const [head = "", ...tail] = word.split("=");
  const name = head.replace(/^--?/, "");
  if (name === "" || name.startsWith("-")) return { message: `bad flag syntax: ${word}` };
  const known = name === "h" ? "help" : name;
  const flag = Object.hasOwn(flags, known) ? flags[known] : undefined;
  if (flag === undefined) return { message: `flag provided but not defined: -${name}` };
  if (tail.length > 0) return { name: known, value: tail.join("="), words: 1 };
  if (flag.takes === undefined) return { name: known, value: "true", words: 1 };
  if (next === undefined) return { message: `flag needs an argument: -${name}` };
  return { name: known, value: next, words: 2 };
}

function understand(values: ReadonlyMap<string, string>): ParsedArguments {
  const store = storeKinds.find((kind) => kind === values.get("store"));
  const where = values.get("listen");
  const listen = where === undefined ? undefined : parseListen(where);
  const message = complaint(values, store, listen);
  if (message !== undefined) return { ok: false, message };
  return {
    ok: true,
    arguments: {
      config: values.get("config"),
      store,
      data: values.get("data"),
      listen,
      version: values.get("version") === "true",
      help: values.get("help") === "true",
    },
  };
}

function complaint(
  values: ReadonlyMap<string, string>,
  store: StoreKind | undefined,
  listen: ListenAddress | undefined,
): string | undefined {
  if (values.has("store") && store === undefined) {
    return `-store must be ${storeKinds.join(" or ")}, not ${JSON.stringify(values.get("store"))}`;
  }
  if (values.has("listen") && listen === undefined) {
    return `-listen must be ADDRESS:PORT, not ${JSON.stringify(values.get("listen"))}`;
  }
  const notBoolean = ["version", "help"].find(
    (name) => !/^(?:true|false)$/.test(values.get(name) ?? "false"),
  );
  return notBoolean === undefined
    ? undefined
    : `invalid boolean value ${JSON.stringify(values.get(notBoolean))} for -${notBoolean}`;
}

/** `127.0.0.1:8080`, `:8080`, `[::1]:8080`. */
function parseListen(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  return { address: match[1] ?? match[2] ?? "", port };
}

/** What `--help` prints. */
export function usage(): string {
  const lines = Object.entries(flags).map(([name, { takes, help }]) => {
    const words = takes === undefined ? `--${name}` : `--${name} ${takes}`;
    return `  ${words.padEnd(32)}${help}`;
  });
  return `kask: a session store that speaks as Wikimedia's Kask does.

Usage: kask [--config FILE] [--store KIND] [--data DIR] [--listen ADDRESS:PORT]

${lines.join("\n")}

Flags are read as Go reads them: one dash or two, and words after the first that is no flag are
passed over. Exit codes: 0 stopped when asked to, 1 cannot start, 2 wrong flag.

Example: kask --store embedded --listen 127.0.0.1:8080
`;
}
