import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import { readTextFile, systemReason } from "../base/files.ts";
import { createLimit } from "../base/limit.ts";
import { detectTarget } from "../lint/detect-target.ts";
import type { Target } from "../lint/rule.ts";

/** A text to lint, with its name in findings. */
export interface LintInput {
  readonly file: string;
  readonly text: string;
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

/** A process may not open as many files at once as a tree has. */
const mostOpenFiles = 32;

/**
 * The texts that paths name: a file, every `.yaml` file of a folder, or stdin for `-`.
 * @throws {KaskctlError} file-unreadable; wrong-use for a folder without a text
 */
export async function lintInputs(
  paths: readonly string[],
  options: LintInputOptions,
): Promise<readonly LintInput[]> {
  const inputs = await Promise.all(paths.map((path) => readInputs(path, options)));
  return inputs.flat();
}

async function readInputs(path: string, options: LintInputOptions): Promise<readonly LintInput[]> {
  if (path === "-") {
    const target = options.target ?? targetOf(options.stdinFilename, options.cwd);
    return [{ file: options.stdinFilename, text: await options.readStdin(), target }];
  }
  const files = await filesOf(path, options.cwd);
  if (files.length === 0) {
    throw new KaskctlError("wrong-use", `Cannot lint ${path}: the folder holds no .yaml file.`, {
      hint: "Name a folder with Hiera data, or a file.",
    });
  }
  const limit = createLimit(mostOpenFiles);
  return Promise.all(
    files.map(async (file) => ({
      file,
      text: await limit(() => readTextFile(resolve(options.cwd, file), "the Hiera text")),
      target: options.target ?? targetOf(file, options.cwd),
    })),
  );
}

/** Paths as the user wrote their beginning; links are not followed, so that no file is outside. */
async function filesOf(path: string, cwd: string): Promise<readonly string[]> {
  const absolute = resolve(cwd, path);
  try {
    if (!(await stat(absolute)).isDirectory()) return [path];
    const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map((entry) => join(path, entry.parentPath.slice(absolute.length), entry.name))
      .sort();
  } catch (cause) {
    throw new KaskctlError("file-unreadable", `Cannot lint ${path}: ${systemReason(cause)}.`, {
      cause,
      hint: "Check the path and its permissions.",
    });
  }
}

function targetOf(file: string, cwd: string): Target {
  const treeFolders: string[] = [];
  for (let folder = dirname(resolve(cwd, file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "hiera.yaml"))) treeFolders.push(folder);
    if (dirname(folder) === folder) break;
  }
  return detectTarget(resolve(cwd, file), treeFolders);
}
