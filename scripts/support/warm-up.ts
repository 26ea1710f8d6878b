import { execFile } from "node:child_process";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./root.ts";

/** What V8 made of each script that a command ran. */
export type Recording = ReadonlyMap<string, Buffer>;

const recorder = pathToFileURL(join(import.meta.dirname, "record-scripts.ts")).href;
const tests = join(root, "tests", "cli");

/** A command that users start often. */
export interface WarmUp {
  /** The words after the program's name. */
  readonly words: readonly string[];
  /** What a service prints when it is up: an address that is asked before it is stopped. */
  readonly address?: RegExp;
}

export const kaskctlWarmUps: readonly WarmUp[] = [
  { words: ["--help"] },
  { words: ["render", "--template", "cassandra", "--set", "hosts=db1.example.org"] },
  { words: ["lint", "horizon.yaml"] },
  { words: ["lint", "code/hieradata", "-f", "compact"] },
];

export const kaskWarmUps: readonly WarmUp[] = [
  { words: ["--version"] },
  { words: ["--listen", "127.0.0.1:0", "--data", "sessions"], address: /http:[^\s"]+/u },
  // Nobody need be there: each engine has a script of its own then, and both share the rest.
  { words: ["--listen", "127.0.0.1:0", "--config", "kask.yaml"], address: /http:[^\s"]+/u },
];

/** Nothing listens on port 1. */
const kaskConfig = { cassandra: { hosts: ["127.0.0.1"], port: 1 } };

/** Writes the files that the commands read: a configuration, the tests' texts, some in a tree beside the tests' manifests. */
export function writeWarmUpFiles(folder: string): void {
  const hieradata = join(folder, "code", "hieradata");
  const manifests = join(folder, "code", "modules", "a", "manifests");
  mkdirSync(hieradata, { recursive: true });
  mkdirSync(manifests, { recursive: true });
  cpSync(join(tests, "lint", "sample-hiera.yaml"), join(folder, "horizon.yaml"));
  writeFileSync(join(folder, "kask.yaml"), JSON.stringify(kaskConfig));
  const texts = globSync("*/*.yaml", { cwd: join(tests, "lint", "rules") });
  for (const text of texts)
    cpSync(join(tests, "lint", "rules", text), join(hieradata, basename(text)));
  const code = readFileSync(join(tests, "signatures", "manifests.txt"), "utf8").split("=====\n");
  for (const [index, text] of code.entries()) writeFileSync(join(manifests, `${index}.pp`), text);
}

/**
 * Runs a command to its end, in a folder that holds all it writes.
 * @throws where it could not do what it was asked for
 */
export function record(program: string, warmUp: WarmUp, folder: string): Promise<Recording> {
  const records = mkdtempSync(join(folder, "records-"));
  const env = {
    ...process.env,
    // V8 takes nothing that was compiled under other flags than the user's.
    NODE_OPTIONS: "",
    RECORD_SCRIPTS: records,
    XDG_CACHE_HOME: join(folder, "cache"),
  };
  const node = ["--disable-warning=ExperimentalWarning", "--import", recorder];
  return new Promise((resolve, reject) => {
    const words = [...node, program, ...warmUp.words];
    const child = execFile(process.execPath, words, { cwd: folder, env }, (error) => {
      // A lint that finds something ends with 1.
      if (error !== null && error.code !== 1) return reject(error);
      const read = (name: string) => [name, readFileSync(join(records, name))] as const;
      resolve(new Map(readdirSync(records).map(read)));
    });
    child.stdout?.on("data", (text: string) => {
      const [address] = (warmUp.address && text.match(warmUp.address)) ?? [];
      if (address !== undefined) void fetch(address).finally(() => child.kill("SIGTERM"));
    });
  });
}
