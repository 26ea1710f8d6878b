import { statSync } from "node:fs";
import { resolve } from "node:path";
import { KaskctlError } from "../base/errors.ts";
import type { Target } from "../lint/rule.ts";
import { type LintFile, LintFiles, type LintInput, readInput } from "./lint-inputs.ts";
import { WatchedFolders } from "./lint-watch-folders.ts";

/** A save is several events: an editor may write a new file and rename it. */
const quietMs = 25;

/** What changes all the time is shown nevertheless. */
const longestMs = 100;

/** What is watched, and who is told. */
export interface WatchOptions {
  readonly paths: readonly string[];
  /** Undefined: told from each path. */
  readonly target: Target | undefined;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** All texts as they are now; the first time at once, then after every change of one. */
  readonly onTexts: (texts: readonly LintInput[]) => Promise<void>;
  /** Told once why a text is missing among the others. */
  readonly onMissing: (reason: string) => void;
}

/**
 * Reads texts anew when they are saved, until the signal is aborted; only a changed file is read.
 * @throws the signal's reason; {KaskctlError} file-unreadable, wrong-use at the start
 */
export async function watchTexts(options: WatchOptions): Promise<never> {
  const { paths, target, cwd, signal } = options;
  const files = new LintFiles({ cwd, target, onUnread: () => {} });
  for (const path of paths) files.find(path);
  const places = paths.map((path) => resolve(cwd, path));
  const changes = new Changes(signal);
  const folders = new WatchedFolders((path) => changes.add(path));
  const texts = new WatchedTexts(options);
  try {
    folders.follow(places);
    texts.look(new Set());
    for (;;) {
      await options.onTexts(texts.current());
      let isChanged = false;
      while (!isChanged) {
        const changed = await changes.next();
        folders.follow(places);
        isChanged = texts.look(changed);
      }
    }
  } finally {
    folders.close();
  }
}

/** Changed paths, given when nothing has happened for a moment. */
class Changes {
  #paths = new Set<string>();
  #sinceMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #waiting = Promise.withResolvers<void>();

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.#fail(signal.reason), { once: true });
  }

  add(path: string): void {
    if (this.#paths.size === 0) this.#sinceMs = performance.now();
    this.#paths.add(path);
    const leftMs = this.#sinceMs + longestMs - performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#waiting.resolve(), Math.min(quietMs, Math.max(0, leftMs)));
  }

  #fail(reason: unknown): void {
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

/** A file as it was looked at: its text, or why there is none. */
interface Seen {
  /** Another one where the file was written or replaced. */
  readonly version: string;
  readonly input?: LintInput;
  readonly fault?: string;
}

class WatchedTexts {
  readonly #options: WatchOptions;
  #seen: ReadonlyMap<string, Seen> = new Map();
  #faults: ReadonlySet<string> = new Set();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  current(): readonly LintInput[] {
    return [...this.#seen.values()]
      .flatMap(({ input }) => input ?? [])
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /**
   * Looks at all files, so that an event that was lost does no lasting harm, and reads those that
   * `changed` names or that are others now. Whether a text is another one now.
   */
  look(changed: ReadonlySet<string>): boolean {
    const before = this.#seen;
    const faults = new Set<string>();
    const found = this.#find(faults);
    this.#seen = new Map(found.map((each) => [each.file, this.#see(each, changed)]));
    for (const { fault } of this.#seen.values()) if (fault !== undefined) faults.add(fault);
    for (const file of before.keys()) if (!this.#seen.has(file)) faults.add(`${file} is gone.`);
    this.#say(faults);
    const files = new Set([...before.keys(), ...this.#seen.keys()]);
    return [...files].some((file) => isOther(before.get(file)?.input, this.#seen.get(file)?.input));
  }

  #say(faults: ReadonlySet<string>): void {
    for (const fault of faults) {
      if (!this.#faults.has(fault)) this.#options.onMissing(fault);
    }
    this.#faults = faults;
  }

  /** Anew each time, since a tree is one by its `hiera.yaml`, which may come and go. */
  #find(faults: Set<string>): readonly LintFile[] {
    const { paths, target, cwd } = this.#options;
    const onUnread = ({ message }: KaskctlError) => faults.add(message);
    const files = new LintFiles({ cwd, target, onUnread });
    return paths.flatMap((path) => {
      try {
        return files.find(path);
      } catch (error) {
        if (!isAbsent(path, cwd)) faults.add(messageOf(error));
        return [];
      }
    });
  }

  #see(each: LintFile, changed: ReadonlySet<string>): Seen {
    const { cwd } = this.#options;
    const path = resolve(cwd, each.file);
    const version = `${each.target} ${versionOf(path)}`;
    const known = this.#seen.get(each.file);
    if (known?.version === version && !changed.has(path)) return known;
    try {
      return { version, input: readInput(each, cwd) };
    } catch (error) {
      return { version, fault: messageOf(error) };
    }
  }
}

function isOther(before: LintInput | undefined, after: LintInput | undefined): boolean {
  return before?.text !== after?.text || before?.target !== after?.target;
}

function isAbsent(path: string, cwd: string): boolean {
  return versionOf(resolve(cwd, path)) === undefined;
}

function versionOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return undefined;
  }
}

/** @throws whatever is no error of a file */
function messageOf(error: unknown): string {
  if (error instanceof KaskctlError) return error.message;
  throw error;
}
