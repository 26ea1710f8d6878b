import type { ConfigPath } from "./contract/config-mistake.ts";
import type { TextPosition } from "./yaml-text.ts";

/** Where the settings of a text stand, by their keys. */
export class ConfigPlaces {
  readonly #positionAt: (offset: number) => TextPosition;
  readonly #offsets = new Map<string, number>();
  readonly #repeated = new Map<string, ConfigPath>();

  constructor(positionAt: (offset: number) => TextPosition) {
    this.#positionAt = positionAt;
  }

  /** A key stands at an offset; of equal keys the last place counts. */
  key(path: ConfigPath, offset: number): void {
    this.#offsets.set(nameOf(path), offset);
  }

  /** A value stands at an offset; the place of its key, where it has one, is better. */
  value(path: ConfigPath, offset: number): void {
    if (offset >= 0 && !this.#offsets.has(nameOf(path))) this.#offsets.set(nameOf(path), offset);
  }

  /** A key stands in its mapping again. */
  repeat(path: ConfigPath): void {
    this.#repeated.set(nameOf(path), path);
  }

  /** The keys that stand more than once, each once. */
  get repeated(): readonly ConfigPath[] {
    return [...this.#repeated.values()];
  }

  /** The place of a key, or of the nearest one above it. */
  of(path: ConfigPath): TextPosition {
    for (let depth = path.length; depth > 0; depth--) {
      const offset = this.#offsets.get(nameOf(path.slice(0, depth)));
      if (offset !== undefined) return this.#positionAt(offset);
    }
    return { line: 1, column: 1 };
  }
}

function nameOf(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}
