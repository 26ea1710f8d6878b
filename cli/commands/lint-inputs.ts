import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { setFlagsFromString } from "node:v8";
import { KaskctlError } from "../base/errors.ts";
import { decodeText, systemReason } from "../base/files.ts";
import { detectTarget } from "../lint/detect-target.ts";
import type { LintText } from "../lint/lint.ts";
import type { Target } from "../lint/rule.ts";

/** A text to lint, with its name in findings. */
export type LintInput = LintText;

/** A file to lint: its path as findings name it, and who reads it. */
export interface LintFile {
  readonly file: string;
  readonly target: Target;
}

/** How to read the words after `lint`. */
export interface LintInputOptions {
  readonly cwd: string;
  /** Undefined: told from each path. */
  readonly target: Target | undefined;
  readonly stdinFilename: string;
  readonly readStdin: () => Promise<string>;
}

/**
 * What fits into Node's memory however dense it is. The ENC refuses a text of 64 KiB, and the largest
 * file of a known tree has 0.1 MiB.
 */
const largestBytes: Readonly<Record<Target, number>> = { horizon: 4 * 2 ** 20, tree: 12 * 2 ** 20 };

/**
 * The texts that paths name: a file, every YAML file of a folder, or stdin for `-`.
 * @throws {KaskctlError} file-unreadable; wrong-use for a folder without a text
 */
export async function lintInputs(
  paths: readonly string[],
  options: LintInputOptions,
): Promise<readonly LintInput[]> {
  const files = new LintFiles(options);
  const inputs = new Map<string, LintInput>();
  for (const path of paths) {
    if (path === "-") {
      const { file, target } = files.describe(options.stdinFilename);
      inputs.set(file, {
        file,
        target,
        text: checkedSize(await options.readStdin(), file, target),
      });
    } else {
      for (const each of files.find(path)) inputs.set(each.file, readInput(each, options.cwd));
    }
  }
  if (inputs.size > 1) tuneForTree();
  return [...inputs.values()];
}

/**
 * Nearly all that a tree's lint makes is soon garbage: a nursery that does not grow saves 30 MiB. V8's
 * last compiler takes as long for the code as the whole tree takes, unless only what is very hot goes there.
 */
function tuneForTree(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--invocation-count-for-turbofan=50000");
}

/**
 * Reads a file that {@link LintFiles} found.
 * @throws {KaskctlError} file-unreadable
 */
export function readInput({ file, target }: LintFile, cwd: string): LintInput {
  const path = isAbsolute(file) ? file : `${cwd}${sep}${file}`;
  try {
    const { size } = statSync(path);
    if (size > largestBytes[target]) throw tooLarge(file, size, target);
    const text = readFileSync(path, "utf8");
    // Either the text has the sign itself, or its bytes are no UTF-8.
    if (text.includes("\ufffd")) decodeText(readFileSync(path), `the Hiera text ${file}`);
    return { file, target, text };
  } catch (cause) {
    throw cause instanceof KaskctlError ? cause : unreadable(file, cause);
  }
}

/** Files to lint, and who reads each; folders are looked into once. */
export class LintFiles {
  readonly #options: Pick<LintInputOptions, "cwd" | "target">;
  readonly #treeFolders = new Map<string, readonly string[]>();
  readonly #targets = new Map<string, Target>();

  constructor(options: Pick<LintInputOptions, "cwd" | "target">) {
    this.#options = options;
  }

  /**
   * The files that a path names, by name. Links are not followed, so that no file is outside.
   * @throws {KaskctlError} file-unreadable; wrong-use for a folder without a text
   */
  find(path: string): readonly LintFile[] {
    const absolute = resolve(this.#options.cwd, path);
    try {
      if (!statSync(absolute).isDirectory()) return [this.describe(path)].filter(isData);
    } catch (cause) {
      throw unreadable(path, cause);
    }
    const found: LintFile[] = [];
    this.#collect(path, absolute, found);
    const files = found.filter(isData);
    if (files.length > 0) return files;
    throw new KaskctlError("wrong-use", `Cannot lint ${path}: the folder holds no .yaml file.`, {
      hint: "Name a folder with Hiera data, or a file.",
    });
  }

  /** A file by its path as it was written. */
  describe(file: string): LintFile {
    return { file, target: this.#options.target ?? this.#targetIn(dirname(file)) };
  }

  #collect(folder: string, absolute: string, found: LintFile[]): void {
    const prefix = join(folder, "x").slice(0, -1);
    const target = this.#options.target ?? this.#targetIn(folder);
    for (const entry of entriesOf(folder, absolute)) {
      const { name } = entry;
      const isFolder = entry.isDirectory();
      if (!isLinted(name, isFolder)) continue;
      if (isFolder) this.#collect(prefix + name, absolute + sep + name, found);
      else if (entry.isFile()) found.push({ file: prefix + name, target });
    }
  }

  #targetIn(folder: string): Target {
    const known = this.#targets.get(folder);
    if (known !== undefined) return known;
    const absolute = resolve(this.#options.cwd, folder);
    const target = detectTarget(join(absolute, "x"), this.#treesAbove(absolute));
    this.#targets.set(folder, target);
    return target;
  }

  /** The folder and those above it that hold a hiera.yaml. */
  #treesAbove(folder: string): readonly string[] {
    const known = this.#treeFolders.get(folder);
    if (known !== undefined) return known;
    const above = dirname(folder) === folder ? [] : this.#treesAbove(dirname(folder));
    const trees = existsSync(join(folder, "hiera.yaml")) ? [...above, folder] : above;
    this.#treeFolders.set(folder, trees);
    return trees;
  }
}

/** `hiera.yaml` says where Puppet finds data, and is none. */
function isData({ file, target }: LintFile): boolean {
  return target === "horizon" || basename(file) !== "hiera.yaml";
}

/** Whether a folder's file or folder is looked at; what is hidden belongs to some tool. */
export function isLinted(name: string, isFolder: boolean): boolean {
  if (name.startsWith(".")) return false;
  return isFolder ? name !== "node_modules" : /\.(?:ya?ml|eyaml)$/.test(name);
}

function entriesOf(path: string, absolute: string): readonly Dirent[] {
  try {
    const entries = readdirSync(absolute, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function checkedSize(text: string, file: string, target: Target): string {
  if (text.length > largestBytes[target]) throw tooLarge(file, text.length, target);
  return text;
}

function tooLarge(file: string, sizeBytes: number, target: Target): KaskctlError {
  const [size, most] = [sizeBytes, largestBytes[target]].map(
    (each) => `${Math.ceil(each / 2 ** 20)} MiB`,
  );
  return new KaskctlError(
    "file-unreadable",
    `Cannot lint ${file}: it has ${size}, more than ${most}.`,
    { hint: "No Hiera text is that large; is it the right file?" },
  );
}

function unreadable(path: string, cause: unknown): KaskctlError {
  return new KaskctlError("file-unreadable", `Cannot lint ${path}: ${systemReason(cause)}.`, {
    cause,
    hint: "Check the path and its permissions.",
  });
}
