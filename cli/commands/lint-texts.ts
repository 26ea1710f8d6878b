import { setFlagsFromString } from "node:v8";
import { KaskctlError } from "../base/errors.ts";
import {
  checkedSize,
  type LintFile,
  LintFiles,
  type LintFilesOptions,
  type LintInput,
  noDataFile,
  readInput,
} from "./lint-inputs.ts";

/** How to read the words after `lint`. */
export interface LintInputOptions extends Omit<LintFilesOptions, "onUnread"> {
  readonly stdinFilename: string;
  readonly readStdin: () => Promise<string>;
}

/** What paths name, and what of it is left out. */
export interface LintInputs {
  readonly inputs: readonly LintInput[];
  /** Why some files or folders could not be read. */
  readonly unread: readonly KaskctlError[];
  /** How many links of folders lead out of them, or nowhere. */
  readonly skippedLinks: number;
  /** Lines about files that were named and hold no data, such as a hierarchy. */
  readonly noData: readonly string[];
}

/**
 * The texts that paths name: a file, every YAML file of a folder, or stdin for `-`. One that cannot be
 * read does not keep the others from being linted.
 * @throws {KaskctlError} file-unreadable where no text could be read; wrong-use for a folder without one
 */
export async function lintInputs(
  paths: readonly string[],
  options: LintInputOptions,
): Promise<LintInputs> {
  const unread: KaskctlError[] = [];
  const files = new LintFiles({ ...options, onUnread: (error) => unread.push(error) });
  const inputs = new Map<string, LintInput>();
  const noData: string[] = [];
  let stdin: Promise<string> | undefined;
  for (const path of new Set(paths)) {
    if (path === "-" || path === "/dev/stdin") {
      stdin ??= options.readStdin();
      const { file, target } = files.describe(path === "-" ? options.stdinFilename : path);
      inputs.set(file, { file, target, text: checkedSize(await stdin, file, target) });
    } else {
      const read = (each: LintFile) => inputs.set(each.file, readInput(each, options.cwd));
      orTell(unread, () => {
        const found = files.find(path);
        if (found.length === 0) noData.push(...noDataLine(path));
        for (const each of found) orTell(unread, () => read(each));
      });
    }
  }
  if (inputs.size === 0 && unread.length > 0) throw unreadTexts(unread);
  const { skippedLinks } = files;
  if (inputs.size > 1) keepNursery();
  return { inputs: [...inputs.values()], unread, skippedLinks, noData };
}

function noDataLine(path: string): readonly string[] {
  const what = noDataFile(path);
  return what === undefined ? [] : [`${path} was not linted: it is ${what}, and holds no data.`];
}

/** One error for all that could not be read. */
export function unreadTexts(unread: readonly KaskctlError[]): KaskctlError {
  const [first, ...others] = unread;
  if (first !== undefined && others.length === 0) return first;
  const lines = unread.map(({ message }) => `  ${message}`);
  const hints = new Set(unread.flatMap(({ hint }) => hint ?? []));
  return new KaskctlError(
    "file-unreadable",
    [`${unread.length} texts could not be linted:`, ...lines].join("\n"),
    { cause: first, hint: [...hints].join(" ") },
  );
}

function orTell(unread: KaskctlError[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof KaskctlError) || error.code !== "file-unreadable") throw error;
    unread.push(error);
  }
}

/** Nearly all that the lint of a tree makes is soon garbage: a nursery that grows no more saves 30 MiB. */
function keepNursery(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
