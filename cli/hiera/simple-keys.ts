import { type Cursor, ScanFault } from "./cursor.ts";
import { explainMissingColon } from "./explain-syntax.ts";

/** A token that becomes a key if a colon follows it on its line. */
interface SimpleKey {
  readonly tokenNumber: number;
  readonly required: boolean;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

const longestSimpleKey = 1024;

/** The possible key of every flow level; level 0 is outside of all brackets. */
export class SimpleKeys {
  readonly #cursor: Cursor;
  readonly #keys: (SimpleKey | undefined)[] = [];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** @throws {ScanFault} when the key it replaces needed a colon. */
  save(level: number, tokenNumber: number, required: boolean): void {
    this.forget(level);
    const { index, line, column } = this.#cursor;
    this.#keys[level] = { tokenNumber, required, index, line, column };
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
    this.#keys[level] = undefined;
    if (key?.required !== true) return;
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
    const { line, index } = this.#cursor;
    return key.line !== line || index - key.index > longestSimpleKey;
  }
}
