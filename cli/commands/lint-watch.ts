import { type FSWatcher, lstatSync, statSync, watch } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import {
  isLinted,
  type LintFile,
  type LintFiles,
  type LintInput,
  readInput,
} from "./lint-inputs.ts";

/** A save is several events: an editor may write a new file and rename it. */
const quietMs = 25;

/** What is watched, and who is told. */
export interface WatchOptions {
  readonly paths: readonly string[];
  readonly files: LintFiles;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** All texts as they are now; the first time at once, then after every change of one. */
  readonly onTexts: (texts: readonly LintInput[]) => Promise<void>;
}

/**
 * Reads texts anew when they are saved, until the signal is aborted; only a changed file is read.
 * @throws the signal's reason; {KaskctlError} file-unreadable at the start
 */
export async function watchTexts(options: WatchOptions): Promise<never> {
  const { paths, cwd, signal } = options;
  const texts = new WatchedTexts(options);
  const changes = new Changes(signal);
  const watchers = paths.map((path) => watchPath(path, cwd, changes));
  try {
    texts.readAll();
    for (;;) {
      await options.onTexts(texts.current());
      let isChanged = false;
      while (!isChanged) isChanged = texts.take(await changes.next());
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

/** A file is watched through its folder, since an editor that renames replaces the file itself. */
function watchPath(path: string, cwd: string, changes: Changes): FSWatcher {
  const absolute = resolve(cwd, path);
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
  const folder = isFolder ? absolute : dirname(absolute);
  const watcher = watch(folder, { recursive: isFolder }, (_event, name) => {
    if (name === null) changes.add(path);
    else if (isFolder ? isVisible(name) : name === basename(path)) {
      changes.add(isFolder ? join(path, name) : path);
    }
  });
  watcher.on("error", (cause) => changes.fail(unwatchable(path, cause)));
  return watcher;
}

function isVisible(name: string): boolean {
  return name.split(sep).every((part) => isLinted(part, true));
}

function unwatchable(path: string, cause: Error): KaskctlError {
  return new KaskctlError("file-unreadable", `Cannot watch ${path}: ${cause.message}.`, {
    cause,
    hint: "Is the folder still there? A system may also limit how many files are watched.",
  });
}

/** Changed paths, given when nothing has happened for a moment. */
class Changes {
  #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #waiting = Promise.withResolvers<void>();

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.fail(signal.reason), { once: true });
  }

  add(path: string): void {
    this.#paths.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#waiting.resolve(), quietMs);
  }

  fail(reason: unknown): void {
    clearTimeout(this.#timer);
    this.#failure = { reason };
    this.#waiting.resolve();
  }

  async next(): Promise<ReadonlySet<string>> {
    await this.#waiting.promise;
    if (this.#failure !== undefined) throw this.#failure.reason;
    const paths = this.#paths;
    this.#paths = new Set();
    this.#waiting = Promise.withResolvers();
    return paths;
  }
}

class WatchedTexts {
  readonly #options: WatchOptions;
  readonly #texts = new Map<string, LintInput>();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  readAll(): void {
    const { paths, files, cwd } = this.#options;
    for (const path of paths) {
      for (const each of files.find(path)) this.#texts.set(each.file, readInput(each, cwd));
    }
  }

  current(): readonly LintInput[] {
    return [...this.#texts.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** Looks at changed paths; whether a text is another one now. */
  take(changed: ReadonlySet<string>): boolean {
    return [...changed].map((path) => this.#takePath(path)).some(Boolean);
  }

  #takePath(path: string): boolean {
    const found = this.#find(path);
    const names = new Set(found.map(({ file }) => file));
    const gone = [...this.#texts.keys()].filter(
      (file) => (file === path || file.startsWith(`${path}/`)) && !names.has(file),
    );
    for (const file of gone) this.#texts.delete(file);
    return found.map((each) => this.#read(each)).some(Boolean) || gone.length > 0;
  }

  /** A file that is gone, a link, or a folder without a text is no error while watching. */
  #find(path: string): readonly LintFile[] {
    const { paths, files, cwd } = this.#options;
    const isNamed = paths.includes(path);
    try {
      if (!isNamed && lstatSync(resolve(cwd, path)).isSymbolicLink()) return [];
      return files.find(path).filter(({ file }) => isNamed || isLinted(basename(file), false));
    } catch {
      return [];
    }
  }

  #read(each: LintFile): boolean {
    try {
      const input = readInput(each, this.#options.cwd);
      if (this.#texts.get(each.file)?.text === input.text) return false;
      this.#texts.set(each.file, input);
      return true;
    } catch {
      return this.#texts.delete(each.file);
    }
  }
}
