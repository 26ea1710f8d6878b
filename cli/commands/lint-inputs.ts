import { type Dirent, existsSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { count } from "../base/count.ts";
import { KaskctlError } from "../base/errors.ts";
import { decodeText, systemReason } from "../base/files.ts";
import { detectTarget } from "../lint/detect-target.ts";
import type { LintText } from "../lint/lint.ts";
import type { Target } from "../lint/rule.ts";
import { siteFileName } from "../site/find-site.ts";
import { followLinks, type LintLink } from "./lint-links.ts";

/** A text to lint, with its name in findings. */
export type LintInput = LintText;

/** A file to lint: its path as findings name it, and who reads it. */
export interface LintFile {
  readonly file: string;
  readonly target: Target;
}

/**
 * What fits into Node's memory however dense it is. The ENC refuses a text of 64 KiB, and the largest
 * file of a known tree has 0.1 MiB.
 */
const largestBytes: Readonly<Record<Target, number>> = { horizon: 4 * 2 ** 20, tree: 12 * 2 ** 20 };

/**
 * Reads a file that {@link LintFiles} found.
 * @throws {KaskctlError} file-unreadable
 */
export function readInput({ file, target }: LintFile, cwd: string): LintInput {
  const path = isAbsolute(file) ? file : `${cwd}${sep}${file}`;
  try {
    const found = statSync(path);
    if (!found.isFile()) throw notRegular(file, found);
    const { size } = found;
    if (size > largestBytes[target]) throw tooLarge(file, size, target);
    const text = readFileSync(path, "utf8");
    // Either the text has the sign itself, or its bytes are no UTF-8.
    if (text.includes("\ufffd")) decodeText(readFileSync(path), `the Hiera text ${file}`);
    return { file, target, text };
  } catch (cause) {
    throw cause instanceof KaskctlError ? cause : unreadable(file, cause);
  }
}

interface LintFolder extends LintFile {
  readonly absolute: string;
}

/** How to look for files. */
export interface LintFilesOptions {
  readonly cwd: string;
  /** Undefined: told from each path. */
  readonly target: Target | undefined;
  /** Told of a folder below the named one that cannot be read; without it, that is thrown. */
  readonly onUnread?: (error: KaskctlError) => void;
}

/** Files to lint, and who reads each; folders are looked into once. */
export class LintFiles {
  readonly #options: LintFilesOptions;
  readonly #treeFolders = new Map<string, readonly string[]>();
  readonly #targets = new Map<string, Target>();
  #skippedLinks = 0;

  constructor(options: LintFilesOptions) {
    this.#options = options;
  }

  /** How many links, in all folders so far, lead out of the folder that was named, or nowhere. */
  get skippedLinks(): number {
    return this.#skippedLinks;
  }

  /**
   * The files that a path names, by name, links last. A link is followed to a file inside the folder
   * that is not found by another name, and never to one outside.
   * @throws {KaskctlError} file-unreadable; wrong-use for a folder without a text
   */
  find(path: string): readonly LintFile[] {
    const absolute = resolve(this.#options.cwd, path);
    const named = statNamed(path, absolute);
    if (named.isFile()) return [this.describe(path)].filter(isData);
    if (!named.isDirectory()) throw notRegular(path, named);
    const found: LintFile[] = [];
    const links: LintLink[] = [];
    const folder = { file: path, absolute, target: this.#targetIn(path) };
    const isWhole = this.#collect(folder, found, links);
    const followed = followLinks(links, found, absolute, this.#options.cwd);
    this.#skippedLinks += followed.skipped;
    const files = [...found, ...followed.files].filter(isData);
    if (files.length > 0 || !isWhole) return files;
    throw withoutText(path, followed.skipped);
  }

  /** A file by its path as it was written. */
  describe(file: string): LintFile {
    return { file, target: this.#targetIn(dirname(file)) };
  }

  /** Whether everything in the folder could be looked at. */
  #collect(folder: LintFolder, found: LintFile[], links: LintLink[]): boolean {
    const { target } = folder;
    const entries = this.#entriesOf(folder.file, folder.absolute);
    if (entries === undefined) return false;
    const prefix = join(folder.file, "x").slice(0, -1);
    let isWhole = true;
    for (const entry of entries) {
      const { name } = entry;
      const file = prefix + name;
      if (!isLinted(name, !entry.isFile())) continue;
      if (entry.isSymbolicLink()) {
        links.push({ file, target, isNamedAsData: isLinted(name, false) });
      }
      if (entry.isFile()) found.push({ file, target });
      if (entry.isDirectory()) {
        isWhole = this.#collect(this.#inside(folder, file, name), found, links) && isWhole;
      }
    }
    return isWhole;
  }

  /** What is below a tree's folder is in the tree, too. */
  #inside({ absolute, target }: LintFolder, file: string, name: string): LintFolder {
    const below = target === "tree" ? target : this.#targetIn(file);
    return { file, absolute: absolute + sep + name, target: below };
  }

  #entriesOf(path: string, absolute: string): readonly Dirent[] | undefined {
    try {
      const entries = readdirSync(absolute, { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (cause) {
      const { onUnread } = this.#options;
      if (onUnread === undefined) throw unreadable(path, cause);
      onUnread(unreadable(path, cause));
      return undefined;
    }
  }

  #targetIn(folder: string): Target {
    const known = this.#options.target ?? this.#targets.get(folder);
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

function isData({ file, target }: LintFile): boolean {
  const noData = noDataFiles.get(basename(file));
  return noData === undefined || noData.target !== target;
}

/** YAML files that lie beside data and hold none, by name: who would read them for it, and what they are. */
const noDataFiles: ReadonlyMap<string, { readonly target: Target; readonly what: string }> =
  new Map([
    ["hiera.yaml", { target: "tree", what: "the hierarchy" }],
    [siteFileName, { target: "horizon", what: "the site file" }],
  ]);

/** What a file is that was named and holds no data: "the hierarchy". */
export function noDataFile(file: string): string | undefined {
  return noDataFiles.get(basename(file))?.what;
}

/** Whether a folder's file or folder is looked at; what is hidden belongs to some tool. */
export function isLinted(name: string, isFolder: boolean): boolean {
  if (name.startsWith(".")) return false;
  return isFolder ? name !== "node_modules" : /\.(?:ya?ml|eyaml)$/.test(name);
}

function statNamed(path: string, absolute: string): Stats {
  try {
    return statSync(absolute);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/**
 * The text, unless it is larger than any that its reader takes.
 * @throws {KaskctlError} file-unreadable
 */
export function checkedSize(text: string, file: string, target: Target): string {
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

function withoutText(path: string, skippedLinks: number): KaskctlError {
  const links = count(skippedLinks, "link");
  const beside = skippedLinks === 0 ? "" : `, and ${links} that would lead out of it, or nowhere`;
  return new KaskctlError(
    "wrong-use",
    `Cannot lint ${path}: the folder holds no Hiera data in a .yaml, .yml or .eyaml file${beside}.`,
    { hint: "Name a folder with Hiera data, or a file." },
  );
}

/** It may have no end, or be written by nobody. */
function notRegular(path: string, found: Stats): KaskctlError {
  const kind = found.isFIFO() ? "pipe" : found.isSocket() ? "socket" : "device";
  return new KaskctlError(
    "file-unreadable",
    `Cannot lint ${path}: it is a ${kind}, not a regular file.`,
    { hint: "Send the text through stdin: kaskctl lint -" },
  );
}

function unreadable(path: string, cause: unknown): KaskctlError {
  return new KaskctlError("file-unreadable", `Cannot lint ${path}: ${systemReason(cause)}.`, {
    cause,
    hint: "Check the path and its permissions.",
  });
}
