import { type Cursor, ScanFault } from "./cursor.ts";
import { explainMissingColon } from "./explain-syntax.ts";

/** A token that becomes a key if a colon follows it on its line. */
export interface SimpleKey {
  /** Where the marks of a key go if it is one: two places before its token. */
  readonly tokenNumber: number;
  readonly required: boolean;
  readonly index: number;
  readonly lineStart: number;
}

/** How far behind its start the colon of a key may be, in characters. */
export const longestSimpleKey = 1024;

/** The possible key of every flow level; level 0 is outside of all brackets. */
export class SimpleKeys {
  readonly #cursor: Cursor;
  readonly #keys: (SimpleKey | undefined)[] = [undefined];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** @throws {ScanFault} when the key it replaces needed a colon. */
  save(level: number, tokenNumber: number, required: boolean): void {
    this.forget(level);
    const { index, lineStart } = this.#cursor;
    this.#keys[level] = { tokenNumber, required, index, lineStart };
  }

  /** Takes the key of a level, unless it is on another line or too far away. */
  take(level: number): SimpleKey | undefined {
    const key = this.#keys[level];
    if (key === undefined || this.#isStale(key)) return undefined;
    this.#keys[level] = undefined;
    return key;
  }

  /** @throws {ScanFault} when the key needed a colon. */
  forget(level: number): void {
    const key = this.#keys[level];
    if (key === undefined) return;
    this.#keys[level] = undefined;
    if (!key.required) return;
    const { message, start, end } = explainMissingColon(this.#cursor.text, key.index);
    throw new ScanFault(message, start, end);
  }

  /**
   * Only a key of level 0 can be required, so only that one must be watched all the time.
   *
   * @throws {ScanFault} when it needed a colon.
   */
  dropStaleBlockKey(): void {
    const key = this.#keys[0];
    if (key !== undefined && this.#isStale(key)) this.forget(0);
  }

  #isStale(key: SimpleKey): boolean {
    const { lineStart, index, text } = this.#cursor;
    if (key.lineStart !== lineStart) return true;
    if (index - key.index <= longestSimpleKey) return false;
    // Both loaders count characters, of which some are two units here.
    return (
      [...text.slice(key.index, Math.min(index, key.index + 2 * longestSimpleKey + 2))].length >
      longestSimpleKey
    );
  }
}
